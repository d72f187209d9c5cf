import { expect, test } from "vitest";
import { QUIET_MS } from "#events/live/alarm-time";
import { createQuietFeeds, wakeFeed } from "#events/live/wake-feed";

/** An isolate's view of feeds: which of their objects it called, and what these answer. */
function isolate(answers: (boolean | Error)[]) {
  const called: string[] = [];
  let now = 1_000;
  const quiet = createQuietFeeds();
  const waits: number[] = [];
  const deps = {
    quiet,
    now: () => now,
    waitToRetry: async (attempt: number) => waits.push(attempt),
    objectOf: (tenantId: string) => ({
      wake: async () => {
        called.push(tenantId);
        const answer = answers.shift() ?? true;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    }),
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { called, waits, quiet, pass, wake: (tenantId: string) => wakeFeed(deps, tenantId) };
}

test("a feed that has a listener is called for each event", async () => {
  const { called, wake } = isolate([true, true, true]);
  for (let i = 0; i < 3; i += 1) await wake("a");
  expect(called).toEqual(["a", "a", "a"]);
});

test("a feed without a listener is called no more until the time is over in which its first one reads again", async () => {
  const { called, pass, wake } = isolate([false, true, false]);
  await wake("a");
  await wake("a");
  await wake("b");
  pass(QUIET_MS - 1);
  await wake("a");
  expect(called).toEqual(["a", "b"]);
  pass(1);
  await wake("a");
  expect(called).toEqual(["a", "b", "a"]);
});

test("the time begins when the feed is asked, so a slow answer does not lengthen it", async () => {
  const { called, quiet, pass, wake } = isolate([false]);
  const slow = wake("a");
  pass(QUIET_MS);
  await slow;
  expect(quiet.get("a", 1_000 + QUIET_MS)).toBeUndefined();
  expect(called).toEqual(["a"]);
});

test("a feed that fails is called again, three times in all, and counts as one with listeners", async () => {
  const broken = new Error("overloaded");
  const { called, waits, quiet, wake } = isolate([broken, broken, broken]);
  await wake("a");
  expect(called).toHaveLength(3);
  expect(waits).toEqual([1, 2]);
  expect(quiet.get("a", 1_000)).toBeUndefined();
});
