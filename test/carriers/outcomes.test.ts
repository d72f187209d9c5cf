import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Outcomes, OutcomeTally, recentOutcomes, STORE_EVERY_MS, WINDOW_MS, windowAt } from "#carriers/outcomes";
import { outcomesOfAccounts } from "#carriers/queries";
import { storeOutcomes } from "#carriers/store-outcomes";
import { openDatabase } from "#kernel/db/db";
import { repetitions } from "../support/soak";

const db = openDatabase(env.DB);
const noon = Date.parse("2026-11-22T12:00:00Z");
const outcomesOf = (account: string, answered: number, failed: number, at: number): Outcomes => ({
  account,
  answered,
  failed,
  notSent: 0,
  answeredMs: answered * 10,
  lastAnsweredAt: answered > 0 ? at : null,
  lastFailedAt: failed > 0 ? at : null,
});

const rowOf = async (account: string) => {
  const row = (await outcomesOfAccounts(db, 1_000)).find((each) => each.account === account);
  if (!row) throw new Error(`Nothing is known of ${account}.`);
  return row;
};

test("no outcome of an isolate is lost or stored twice, and it stores no more often than every 15 seconds", () => {
  const step = fc.record({ wait: fc.nat(20_000), outcome: fc.constantFrom("answered", "failed", "not_sent") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tally = new OutcomeTally();
      const taken: number[] = [];
      let [now, outcomeList] = [noon, 0];
      const sum = (outcomes: readonly Outcomes[]) =>
        outcomes.reduce((total, { answered, failed, notSent }) => total + answered + failed + notSent, 0);
      for (const { wait, outcome } of steps) {
        now += wait;
        tally.add("AC", outcome as "answered", 5, now);
        const due = tally.takeDue(now);
        if (due) {
          taken.push(now);
          outcomeList += sum(due);
        }
      }
      outcomeList += sum(tally.takeDue(now + STORE_EVERY_MS) ?? []);
      expect(outcomeList).toBe(steps.length);
      for (const [index, at] of taken.slice(1).entries()) {
        expect(at - (taken[index] ?? 0)).toBeGreaterThanOrEqual(STORE_EVERY_MS);
      }
    }),
  );
});

test("an isolate stores the outcomes of any number of accounts at once", async () => {
  const accounts = Array.from({ length: 200 }, (_, i) => `AC_many_${i}`);
  const pending = accounts.map((account, i) => outcomesOf(account, i, 1, noon));
  await storeOutcomes(db, pending, noon).run();
  await storeOutcomes(db, pending, noon + 1).run();
  const stored = (await outcomesOfAccounts(db, 1_000)).filter(({ account }) => account.startsWith("AC_many_"));
  expect(stored.map(({ answered, failed }) => [answered, failed]).toSorted(([a = 0], [b = 0]) => a - b)).toEqual(
    accounts.map((_, i) => [2 * i, 2]),
  );
});

test("outcomes of isolates are added up in any order, and cost one written row", async () => {
  await storeOutcomes(db, [outcomesOf("AC_sum", 5, 1, noon)], noon).run();
  await storeOutcomes(db, [outcomesOf("AC_sum", 2, 0, noon - 9_000)], noon).run();
  const { meta } = await storeOutcomes(db, [outcomesOf("AC_sum", 0, 3, noon + 5)], noon).run();
  expect(meta.rows_written).toBe(1);
  expect(await rowOf("AC_sum")).toMatchObject({
    answered: 7,
    failed: 4,
    answeredMs: 70,
    lastAnsweredAt: noon,
    lastFailedAt: noon + 5,
    windowAnswered: 7,
    windowFailed: 4,
  });
});

test("recent outcomes are of the current window and the one before it, whenever stored and read", async () => {
  const outcomeList = fc.array(fc.record({ at: fc.nat(6 * WINDOW_MS), failed: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 6,
  });
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(outcomeList, fc.nat(3 * WINDOW_MS), async (unsorted, later) => {
      serial += 1;
      const account = `AC_${serial}`;
      const notes = unsorted.toSorted((a, b) => a.at - b.at);
      for (const { at, failed } of notes)
        await storeOutcomes(db, [outcomesOf(account, 0, failed, at)], noon + at).run();
      const now = noon + (notes.at(-1)?.at ?? 0) + later;
      const expected = notes
        .filter(({ at }) => windowAt(now) - windowAt(noon + at) <= WINDOW_MS)
        .reduce((sum, { failed }) => sum + failed, 0);
      const row = await rowOf(account);
      expect(recentOutcomes(row, now).failed).toBe(expected);
      await env.DB.prepare("delete from carrier_outcomes where account = ?").bind(account).run();
    }),
    { numRuns: repetitions(13, 160) },
  );
});
