import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCommits } from "#kernel/db/group-commit";

/** A database that doubles numbers, refuses negative ones and is beside itself for those past a thousand. */
function world() {
  const transactions: (readonly number[])[] = [];
  const commit = groupCommits<number, number>({
    execute: async (items) => {
      transactions.push([...items]);
      if (items.some((each) => each < 0)) throw new Error("Refused.");
      if (items.some((each) => each > 1_000)) throw new Error("Overloaded.");
      return items.map((each) => each * 2);
    },
    isRefusal: (error) => error instanceof Error && error.message === "Refused.",
  });
  return { commit, transactions };
}

test("writes that are asked for in one breath are one transaction, and each gets its own result", async () => {
  const { commit, transactions } = world();
  expect(await Promise.all([commit(1), commit(2), commit(3)])).toEqual([2, 4, 6]);
  expect(transactions).toEqual([[1, 2, 3]]);
  expect(await commit(7)).toBe(14);
  expect(transactions).toEqual([[1, 2, 3], [7]]);
});

test("what one writer writes wrongly fails it alone, and is not tried twice when it was alone from the start", async () => {
  const { commit, transactions } = world();
  expect(await Promise.allSettled([commit(1), commit(-1), commit(2)])).toMatchObject([
    { status: "fulfilled", value: 2 },
    { status: "rejected" },
    { status: "fulfilled", value: 4 },
  ]);
  expect(transactions).toEqual([[1, -1, 2], [1], [-1], [2]]);
  await expect(commit(-2)).rejects.toThrow("Refused.");
  expect(transactions).toHaveLength(5);
});

test("what is no writer's fault fails them all, and nobody asks again", async () => {
  const { commit, transactions } = world();
  const outcomes = await Promise.allSettled([commit(1), commit(1_001), commit(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(transactions).toEqual([[1, 1_001, 2]]);
});

test("however writes come, each is written once, in order, and its result is its own", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.boolean()), { maxLength: 30 }), async (writes) => {
      const { commit, transactions } = world();
      const results: Promise<number>[] = [];
      for (const [own, takesBreath] of writes) {
        results.push(commit(own));
        if (takesBreath) await Promise.resolve();
      }
      expect(await Promise.all(results)).toEqual(writes.map(([own]) => own * 2));
      expect(transactions.flat()).toEqual(writes.map(([own]) => own));
    }),
  );
});
