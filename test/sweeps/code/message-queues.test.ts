import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { messageQueueNames, messageQueues } from "#kernel/ports/message-queues";

const wrangler = readFileSync(resolve(import.meta.dirname, "../../../wrangler.toml"), "utf8");

test("every queue has a binding of its name, and those with dead letters are named so in wrangler.toml", () => {
  const bound = [...wrangler.matchAll(/\[\[queues\.producers\]\]\nbinding = "([^"]+)"\nqueue = "([^"]+)"/g)];
  expect(Object.fromEntries(bound.map(([, binding, queue]) => [queue, binding]))).toEqual(
    Object.fromEntries(messageQueueNames.map((queue) => [queue, queue.toUpperCase().replaceAll("-", "_")])),
  );
  const dead = [...wrangler.matchAll(/dead_letter_queue = "([^"]+)"/g)].map(([, queue]) => queue);
  expect(messageQueueNames.filter((queue) => messageQueues[queue] === "dead_letters").sort()).toEqual(dead.sort());
});
