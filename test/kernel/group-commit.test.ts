import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCommits } from "../../src/kernel/group-commit";

/** A database that doubles numbers and refuses negative ones, and a clock that the test winds. */
function world({ most = 100 } = {}) {
  const transactions: (readonly number[])[] = [];
  const timers: { readonly ms: number; readonly ring: () => void }[] = [];
  let stuck = false;
  const commit = groupCommits<number, number>({
    execute: async (items) => {
      transactions.push([...items]);
      if (stuck && items.length > 1) return await new Promise(() => {});
      if (items.some((each) => each < 0)) throw new Error("Refused.");
      return items.map((each) => each * 2);
    },
    wait: (ms) => new Promise<void>((ring) => timers.push({ ms, ring })),
    windowMs: 50,
    most,
    patienceMs: 10_000,
  });
  const wind = (upTo: number) => {
    for (const { ms, ring } of timers) if (ms <= upTo) ring();
  };
  return { commit, transactions, wind, getStuck: () => (stuck = true) };
}

test("writes that come together are one transaction, and each gets its own result", async () => {
  const { commit, transactions, wind } = world();
  const writes = [commit(1), commit(2), commit(3)];
  wind(50);
  expect(await Promise.all(writes)).toEqual([2, 4, 6]);
  expect(transactions).toEqual([[1, 2, 3]]);
  const next = commit(7);
  wind(50);
  expect(await next).toBe(14);
  expect(transactions).toHaveLength(2);
});

test("a group is closed when it is full", async () => {
  const { commit, transactions, wind } = world({ most: 2 });
  const writes = [commit(1), commit(3), commit(5)];
  wind(50);
  expect(await Promise.all(writes)).toEqual([2, 6, 10]);
  expect(transactions).toEqual([[1, 3], [5]]);
});

test("what one writer writes wrongly fails it alone, and is not tried twice when it was alone from the start", async () => {
  const { commit, transactions, wind } = world();
  const outcomes = Promise.allSettled([commit(1), commit(-1), commit(2)]);
  wind(50);
  expect(await outcomes).toMatchObject([
    { status: "fulfilled", value: 2 },
    { status: "rejected" },
    { status: "fulfilled", value: 4 },
  ]);
  expect(transactions).toEqual([[1, -1, 2], [1], [-1], [2]]);
  const alone = Promise.allSettled([commit(-2)]);
  wind(50);
  expect(await alone).toMatchObject([{ status: "rejected" }]);
  expect(transactions).toHaveLength(5);
});

test("a group that another request never finishes is waited for no longer than patience lasts", async () => {
  const { commit, wind, getStuck } = world();
  getStuck();
  const writes = [commit(1), commit(2)];
  wind(50);
  await Promise.resolve();
  wind(10_000);
  expect(await Promise.all(writes)).toEqual([2, 4]);
});

test("however writes come, each is written once, in order, and its result is its own", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      async (writes, most) => {
        const { commit, transactions, wind } = world({ most });
        const results: Promise<number>[] = [];
        for (const [own, windowEnds] of writes) {
          results.push(commit(own));
          if (windowEnds) wind(50);
          await Promise.resolve();
        }
        wind(50);
        expect(await Promise.all(results)).toEqual(writes.map(([own]) => own * 2));
        expect(transactions.flat()).toEqual(writes.map(([own]) => own));
        for (const each of transactions) expect(each.length).toBeLessThanOrEqual(most);
      },
    ),
  );
});
