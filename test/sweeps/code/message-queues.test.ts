import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { delayWhileMoving, messageQueueNames, messageQueues } from "#kernel/ports/message-queues";

const wrangler = readFileSync(resolve(import.meta.dirname, "../../../wrangler.toml"), "utf8");

test("every queue has a binding of its name, and those with dead letters are named so in wrangler.toml", () => {
  const bound = [...wrangler.matchAll(/\[\[queues\.producers\]\]\nbinding = "([^"]+)"\nqueue = "([^"]+)"/g)];
  expect(Object.fromEntries(bound.map(([, binding, queue]) => [queue, binding]))).toEqual(
    Object.fromEntries(messageQueueNames.map((queue) => [queue, queue.toUpperCase().replaceAll("-", "_")])),
  );
  const dead = [...wrangler.matchAll(/dead_letter_queue = "([^"]+)"/g)].map(([, queue]) => queue);
  expect(messageQueueNames.filter((queue) => messageQueues[queue] === "dead_letters").sort()).toEqual(dead.sort());
});

test("the message of a tenant that moves to another database waits for two hours before its queue gives it up", () => {
  const numberIn = (consumer: string, name: string) =>
    Number(new RegExp(`^${name} = (\\d+)$`, "m").exec(consumer)?.[1]);
  const consumers = wrangler.split("[[queues.consumers]]").slice(1);
  expect(consumers).toHaveLength(messageQueueNames.length);
  const hours = consumers.map((text) => {
    const consumer = text.split("\n\n")[0] ?? "";
    const queue = /queue = "([^"]+)"/.exec(consumer)?.[1] ?? "";
    let seconds = 0;
    for (let attempts = 1; attempts <= numberIn(consumer, "max_retries"); attempts += 1) {
      seconds += delayWhileMoving(queue, attempts).delaySeconds ?? numberIn(consumer, "retry_delay");
    }
    const next = /dead_letter_queue = "([^"]+)"/.exec(consumer)?.[1];
    return { queue, next, waits: seconds / 3_600 };
  });
  const dead = new Map(hours.map(({ queue, waits }) => [queue, waits]));
  const short = hours.filter(({ next, waits }) => !(waits + (dead.get(next ?? "") ?? 0) > 2));
  expect(short).toEqual([]);
});
