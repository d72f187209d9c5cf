import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import type { Database, Statement } from "#kernel/db/db";
import {
  type PostResponseTask,
  PostResponseWriter,
  type WriteKind,
  writerLimits,
} from "#kernel/db/post-response-writer";

/** The write of a tenant that is moving. */
const MOVING = -99;

/**
 * A database whose statements are numbers: it answers each with its double, refuses negative ones by a constraint, and fails
 * for those past a thousand.
 */
function fakeDatabase() {
  const transactions: (readonly number[])[] = [];
  const batch = async (statements: readonly unknown[]) => {
    const numbers = statements.map(Number);
    transactions.push(numbers);
    if (numbers.includes(MOVING)) throw new Error("D1_ERROR: tenant_moving: SQLITE_CONSTRAINT");
    if (numbers.some((each) => each < 0)) throw new Error("D1_ERROR: CHECK constraint failed: SQLITE_CONSTRAINT");
    if (numbers.some((each) => each > 1_000)) throw new Error("D1_ERROR: D1 DB is overloaded.");
    return numbers.map((each) => each * 2);
  };
  return { db: { batch } as unknown as Database, transactions };
}

const asStatement = (number: number) => ({ valueOf: () => number }) as unknown as Statement;

const doubled: WriteKind<number, number> = {
  statements: (_, items) => items.map(asStatement),
  results: (answers) => answers.map(Number),
};

/** Adds its items up and writes the sum as one statement; each item gets what is left of the answer without it. */
const summed: WriteKind<number, number> = {
  statements: (_, items) => [asStatement(items.reduce((sum, each) => sum + each, 0))],
  results: ([answer], items) => items.map((each) => Number(answer) - each),
};

/** Requests that leave tasks behind, and a clock that the test advances. */
function world({
  maxTasks = 100,
  wakeSubscribers = async (_: ReadonlySet<string>): Promise<unknown> => undefined,
} = {}) {
  let now = 0;
  const timers: { readonly at: number; readonly ring: () => void }[] = [];
  const invocations: Promise<unknown>[] = [];
  const done: string[] = [];
  const woken: string[][] = [];
  const { db, transactions } = fakeDatabase();
  const ports = {
    db,
    now: () => now,
    wait: (ms: number) => new Promise<void>((ring) => timers.push({ at: now + ms, ring })),
    wakeSubscribers: (tenantIds: ReadonlySet<string>) => {
      woken.push([...tenantIds]);
      return wakeSubscribers(tenantIds);
    },
  };
  const writer = new PostResponseWriter(ports, { ...writerLimits, windowMs: 50, maxTasks });
  const run = (task: PostResponseTask) => writer.run(task, (work) => void invocations.push(work));
  const advance = async (ms: number) => {
    now += ms;
    for (const { at, ring } of timers) if (at <= now) ring();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  const note = (name: string) => run(async () => void done.push(name));
  const commit = (item: number, kind = doubled, tenantIds: readonly string[] = []) => {
    const changed = new ChangedSubjects();
    for (const tenantId of tenantIds) changed.addEvent(tenantId, "phone_number.updated", null, {});
    return writer.commit(kind, item, { tenantId: tenantIds[0] ?? "ten_x", changed });
  };
  return { run, note, commit, advance, done, woken, invocations, transactions, kill: () => timers.splice(0) };
}

test("tasks that requests leave within a moment run in the invocation of the first, all at once", async () => {
  const { note, advance, done, invocations } = world();
  for (const name of ["a", "b", "c"]) note(name);
  expect([done, invocations.length]).toEqual([[], 1]);
  await advance(50);
  expect(done).toEqual(["a", "b", "c"]);
  note("d");
  expect(invocations).toHaveLength(2);
  await advance(50);
  expect(done).toEqual(["a", "b", "c", "d"]);
});

test("tasks start in one synchronous run, and one that fails does not affect the others", async () => {
  const { run, advance, done, invocations } = world();
  const begun: string[] = [];
  run(async () => {
    begun.push("a");
    await Promise.resolve();
    done.push(begun.join());
    throw new Error("on purpose");
  });
  run(async () => void begun.push("b"));
  await advance(50);
  await invocations[0];
  expect(done).toEqual(["a,b"]);
});

test("a full group is followed by another", async () => {
  const { note, advance, done, invocations } = world({ maxTasks: 2 });
  for (const name of ["a", "b", "c"]) note(name);
  expect(invocations).toHaveLength(2);
  await advance(50);
  expect(done).toEqual(["a", "b", "c"]);
});

test("`late` rejects for every task when all of them together take too long", async () => {
  const { run, advance, done, invocations } = world();
  run((late) => late.catch(({ message }) => done.push(message)));
  await advance(50);
  await advance(7_999);
  expect(done).toEqual([]);
  await advance(1);
  expect(done).toEqual(["The post-response tasks took longer than 8000 ms."]);
  await invocations[0];
});

test.for([
  ["a second later", 1_001],
  ["by a clock that was set back", -1_001],
] as const)(
  "the tasks of an invocation that died run in the next request's invocation, once, %s",
  async ([, later]) => {
    const { note, advance, done, invocations, kill } = world();
    note("a");
    note("b");
    kill();
    await advance(later);
    expect(done).toEqual([]);
    note("c");
    expect(invocations).toHaveLength(2);
    await advance(50);
    expect(done).toEqual(["a", "b", "c"]);
  },
);

test("however requests come, each task runs once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 80 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      async (pauses, maxTasks) => {
        const { note, advance, done } = world({ maxTasks });
        for (const [index, pause] of pauses.entries()) {
          note(String(index));
          await advance(pause);
        }
        await advance(50);
        expect(done.toSorted()).toEqual(pauses.map((_, index) => String(index)).toSorted());
      },
    ),
  );
});

test("writes of one turn share a transaction, and each writer gets its own result", async () => {
  const { commit, transactions } = world();
  expect(await Promise.all([commit(1), commit(2), commit(3)])).toEqual([2, 4, 6]);
  expect(transactions).toEqual([[1, 2, 3]]);
  expect(await commit(7)).toBe(14);
  expect(transactions).toEqual([[1, 2, 3], [7]]);
});

test("the writes of several tasks share a transaction", async () => {
  const { run, commit, advance, transactions } = world();
  for (const item of [1, 2, 3]) run(() => commit(item));
  await advance(50);
  expect(transactions).toEqual([[1, 2, 3]]);
});

test("writes of several kinds share a transaction, each kind with its own statements", async () => {
  const { commit, transactions } = world();
  expect(await Promise.all([commit(1), commit(2, summed), commit(3), commit(4, summed)])).toEqual([2, 10, 6, 8]);
  expect(transactions).toEqual([[1, 3, 6]]);
});

test("a write that a constraint refuses fails alone, and is not tried twice when it was alone from the start", async () => {
  const { commit, transactions } = world();
  expect(await Promise.allSettled([commit(1), commit(-1), commit(2)])).toMatchObject([
    { status: "fulfilled", value: 2 },
    { status: "rejected" },
    { status: "fulfilled", value: 4 },
  ]);
  expect(transactions).toEqual([[1, -1, 2], [1], [-1], [2]]);
  await expect(commit(-2)).rejects.toThrow("SQLITE_CONSTRAINT");
  expect(transactions).toHaveLength(5);
});

test("the writes of a moving tenant are refused alone, so that others share a transaction, until they may be taken", async () => {
  const { commit, transactions, advance } = world();
  const both = (number: number) =>
    Promise.allSettled([commit(MOVING, doubled, ["ten_m"]), commit(number, doubled, ["ten_a"])]);
  await both(1);
  expect(transactions.splice(0)).toEqual([[MOVING, 1], [MOVING], [1]]);
  for (const number of [2, 3]) {
    const [moving, other] = await both(number);
    expect([moving.status, other]).toEqual(["rejected", { status: "fulfilled", value: number * 2 }]);
    expect(transactions.splice(0)).toEqual([[MOVING], [number]]);
  }
  await advance(writerLimits.movingMs);
  await Promise.all([commit(4, doubled, ["ten_m"]), commit(5, doubled, ["ten_a"])]);
  expect(transactions).toEqual([[4, 5]]);
});

test("a failure that is no writer's fault fails them all, and none tries again", async () => {
  const { commit, transactions } = world();
  const outcomes = await Promise.allSettled([commit(1), commit(1_001), commit(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(transactions).toEqual([[1, 1_001, 2]]);
});

test("a transaction wakes the subscribers of all changed tenants once, after the commit", async () => {
  const { commit, woken, transactions } = world({ wakeSubscribers: async () => expect(transactions).toHaveLength(1) });
  await Promise.all([commit(1, doubled, ["ten_a"]), commit(2, doubled, ["ten_b", "ten_a"]), commit(3)]);
  expect(woken).toEqual([["ten_a", "ten_b"]]);
});

test("a transaction that may have been committed wakes them, too, and one that was refused does not", async () => {
  const { commit, woken } = world();
  await expect(commit(1_001, doubled, ["ten_a"])).rejects.toThrow("overloaded");
  expect(woken).toEqual([["ten_a"]]);
  await expect(commit(-1, doubled, ["ten_b"])).rejects.toThrow("SQLITE_CONSTRAINT");
  expect(woken).toEqual([["ten_a"]]);
});

test("writers wait for a wake-up that hangs, but not for long", async () => {
  const { commit, advance } = world({ wakeSubscribers: () => new Promise(() => undefined) });
  const results: number[] = [];
  const written = commit(1, doubled, ["ten_a"]).then((result) => results.push(result));
  await advance(0);
  await advance(writerLimits.wakeMs - 1);
  expect(results).toEqual([]);
  await advance(1);
  await written;
  expect(results).toEqual([2]);
});

test("however writes come, each is written once, in order, and its result is its own", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.boolean()), { maxLength: 30 }), async (writes) => {
      const { commit, transactions } = world();
      const results: Promise<number>[] = [];
      for (const [own, endsTurn] of writes) {
        results.push(commit(own));
        if (endsTurn) await Promise.resolve();
      }
      expect(await Promise.all(results)).toEqual(writes.map(([own]) => own * 2));
      expect(transactions.flat()).toEqual(writes.map(([own]) => own));
    }),
  );
});
