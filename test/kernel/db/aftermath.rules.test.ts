import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chore, gatherChores } from "#kernel/db/aftermath";

/** Requests that leave chores behind, and a clock that the test winds. */
function world({ most = 100 } = {}) {
  let now = 0;
  const timers: { readonly at: number; readonly ring: () => void }[] = [];
  const invocations: Promise<unknown>[] = [];
  const done: string[] = [];
  const gather = gatherChores({
    now: () => now,
    wait: (ms) => new Promise<void>((ring) => timers.push({ at: now + ms, ring })),
    windowMs: 50,
    most,
    budgetMs: 8_000,
    patienceMs: 1_000,
  });
  const leave = (chore: Chore) => gather(chore, (work) => void invocations.push(work));
  const wind = async (ms: number) => {
    now += ms;
    for (const { at, ring } of timers) if (at <= now) ring();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  };
  const note = (name: string) => leave(async () => void done.push(name));
  return { leave, note, wind, done, invocations, forget: () => timers.splice(0) };
}

test("what requests leave to do within a moment is done by the invocation of the first, all at once", async () => {
  const { note, wind, done, invocations } = world();
  for (const name of ["a", "b", "c"]) note(name);
  expect([done, invocations.length]).toEqual([[], 1]);
  await wind(50);
  expect(done).toEqual(["a", "b", "c"]);
  note("d");
  expect(invocations).toHaveLength(2);
  await wind(50);
  expect(done).toEqual(["a", "b", "c", "d"]);
});

test("chores are begun in one breath, and one that fails is no other's trouble", async () => {
  const { leave, wind, done, invocations } = world();
  const begun: string[] = [];
  leave(async () => {
    begun.push("a");
    await Promise.resolve();
    done.push(begun.join());
    throw new Error("on purpose");
  });
  leave(async () => void begun.push("b"));
  await wind(50);
  await invocations[0];
  expect(done).toEqual(["a,b"]);
});

test("a group that is full is followed by another", async () => {
  const { note, wind, done, invocations } = world({ most: 2 });
  for (const name of ["a", "b", "c"]) note(name);
  expect(invocations).toHaveLength(2);
  await wind(50);
  expect(done).toEqual(["a", "b", "c"]);
});

test("chores are told when all of them together take too long", async () => {
  const { leave, wind, done, invocations } = world();
  leave((late) => late.catch(({ message }) => done.push(message)));
  await wind(50);
  await wind(7_999);
  expect(done).toEqual([]);
  await wind(1);
  expect(done).toEqual(["It took longer than 8000 ms."]);
  await invocations[0];
});

test("the chores of an invocation that died are done by the next that comes, once", async () => {
  const { note, wind, done, invocations, forget } = world();
  note("a");
  note("b");
  forget();
  await wind(1_001);
  expect(done).toEqual([]);
  note("c");
  expect(invocations).toHaveLength(2);
  await wind(50);
  expect(done).toEqual(["a", "b", "c"]);
});

test("however requests come, each chore is done once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 80 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      async (pauses, most) => {
        const { note, wind, done } = world({ most });
        for (const [index, pause] of pauses.entries()) {
          note(String(index));
          await wind(pause);
        }
        await wind(50);
        expect(done.toSorted()).toEqual(pauses.map((_, index) => String(index)).toSorted());
      },
    ),
  );
});
