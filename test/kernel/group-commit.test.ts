import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCommits } from "../../src/kernel/group-commit";

/** A database that doubles numbers and refuses negative ones, and a clock that the test winds. */
function world({ most = 100 } = {}) {
  const transactions: (readonly number[])[] = [];
  const timers: { readonly ms: number; readonly ring: () => void }[] = [];
  let stuck = false;
  const commit = groupCommits<number>({
    execute: async (statements) => {
      transactions.push(statements);
      if (stuck && statements.length > 1) return await new Promise(() => {});
      if (statements.some((each) => each < 0)) throw new Error("Refused.");
      return statements.map((each) => each * 2);
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

test("writes that come together are one transaction, and each gets its own results", async () => {
  const { commit, transactions, wind } = world();
  const writes = [commit([1, 2]), commit([3]), commit([]), commit([4, 5, 6])];
  wind(50);
  expect(await Promise.all(writes)).toEqual([[2, 4], [6], [], [8, 10, 12]]);
  expect(transactions).toEqual([[1, 2, 3, 4, 5, 6]]);
  const next = commit([7]);
  wind(50);
  expect(await next).toEqual([14]);
  expect(transactions).toHaveLength(2);
});

test("a group is closed when it is full", async () => {
  const { commit, transactions, wind } = world({ most: 3 });
  const writes = [commit([1, 2]), commit([3, 4]), commit([5])];
  wind(50);
  expect(await Promise.all(writes)).toEqual([[2, 4], [6, 8], [10]]);
  expect(transactions).toEqual([[1, 2, 3, 4], [5]]);
});

test("what one writer writes wrongly fails it alone, and is not tried twice when it was alone from the start", async () => {
  const { commit, transactions, wind } = world();
  const outcomes = Promise.allSettled([commit([1]), commit([-1]), commit([2])]);
  wind(50);
  expect(await outcomes).toMatchObject([
    { status: "fulfilled", value: [2] },
    { status: "rejected" },
    { status: "fulfilled", value: [4] },
  ]);
  expect(transactions).toEqual([[1, -1, 2], [1], [-1], [2]]);
  const alone = Promise.allSettled([commit([-2])]);
  wind(50);
  expect(await alone).toMatchObject([{ status: "rejected" }]);
  expect(transactions).toHaveLength(5);
});

test("a group that another request never finishes is waited for no longer than patience lasts", async () => {
  const { commit, wind, getStuck } = world();
  getStuck();
  const writes = [commit([1]), commit([2])];
  wind(50);
  await Promise.resolve();
  wind(10_000);
  expect(await Promise.all(writes)).toEqual([[2], [4]]);
});

test("however writes come, each is written whole, in order and once, and its results are its own", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.boolean()), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      async (writes, most) => {
        const { commit, transactions, wind } = world({ most });
        const results: Promise<readonly unknown[]>[] = [];
        for (const [own, windowEnds] of writes) {
          results.push(commit(own));
          if (windowEnds) wind(50);
          await Promise.resolve();
        }
        wind(50);
        expect(await Promise.all(results)).toEqual(writes.map(([own]) => own.map((each) => each * 2)));
        expect(transactions.flat()).toEqual(writes.flatMap(([own]) => own));
      },
    ),
  );
});
