import { closeFinding, type Fact, openAmong, openFinding } from "../findings/facts";
import { openOfKind } from "../findings/queries";
import type { Job, Slice } from "../job-runs/job";
import type { Context } from "../kernel/context";
import type { Statement } from "../kernel/db";
import { isInService } from "../numbers/lifecycle";
import { everyNumber, numbersAmong, statusesOf } from "../numbers/queries";
import { activitySince } from "../usage/queries";
import { dayOf } from "../usage/tally";
import { type ActiveDay, DAY_MS, type Risk, riskOf, WINDOW_DAYS } from "./risk";

/** Numbers of a slice: what is read of each are the days of the window on which it did something. */
export const NUMBERS_AT_ONCE = 500;
/** Findings that are looked through at a time for those whose number has gone. */
const FINDINGS_AT_ONCE = 100;

/** Once an hour, so that a day is enough for an inventory that takes many runs. What does not change is not written. */
export const guardActivity: Job = {
  name: "inactivity",
  description: "Finds numbers that the carrier may soon take back for want of use.",
  cron: "40 * * * *",
  slice: guard,
};

async function guard(ctx: Context, cursor: string | null): Promise<Slice> {
  const numbers = await everyNumber(ctx, { after: cursor ?? "", limit: NUMBERS_AT_ONCE });
  const next = numbers.length < NUMBERS_AT_ONCE ? null : (numbers.at(-1)?.id ?? null);
  const judged = numbers.filter(({ status }) => isInService(status));
  const counted = await judgeActivity(ctx, judged);
  const closed = next === null ? await closeForeign(ctx) : 0;
  return { counted: { numbers: judged.length, ...counted, closed: counted.closed + closed }, errors: [], next };
}

type Numbers = Awaited<ReturnType<typeof everyNumber>>;

async function judgeActivity(ctx: Context, numbers: Numbers) {
  const { db, now } = ctx;
  const today = dayNumber(now);
  const ids = numbers.map(({ id }) => id);
  const keys = numbers.map(keyOf);
  const [rows, open] = await Promise.all([
    activitySince(db, numbersAmong(ids), dayOf(now - (WINDOW_DAYS - 1) * DAY_MS)),
    openAmong(ctx, keys),
  ]);
  const activity = Map.groupBy(rows, ({ phoneNumberId }) => phoneNumberId);
  const known = new Map(open.map(({ subjectId, evidence }) => [subjectId, evidence]));
  const changes: (readonly Statement[])[] = [];
  const counted = { opened: 0, closed: 0 };
  for (const number of numbers) {
    const days = (activity.get(number.id) ?? []).map(
      (row): ActiveDay => ({ ...row, day: dayNumber(Date.parse(row.day)) }),
    );
    const risk = riskOf(days, dayNumber(number.createdAt), today);
    const before = known.get(number.id);
    if (!risk) {
      if (before) changes.push(closeFinding(ctx, keyOf(number)));
      counted.closed += before ? 1 : 0;
      continue;
    }
    const fact = factOf(number, risk, before);
    if (before && JSON.stringify(before) === JSON.stringify(fact.evidence)) continue;
    changes.push(openFinding(ctx, fact));
    counted.opened += before ? 0 : 1;
  }
  await write(ctx, changes);
  return counted;
}

const dayNumber = (at: number): number => Math.floor(at / DAY_MS);

const keyOf = ({ id, tenantId }: Pick<Numbers[number], "id" | "tenantId">) =>
  ({ tenantId, kind: "number_inactive", subjectId: id }) as const;

/** A number that is at risk already has been so since it was first noticed: the day stays as it was told. */
function factOf(number: Numbers[number], risk: Risk, before: Fact["evidence"] | undefined): Fact {
  const from = dayOf(risk.atRiskFrom * DAY_MS);
  const told = before?.at_risk_from;
  const evidence = {
    phone_number: number.e164,
    calls_of_12_seconds: risk.longCalls,
    messages: risk.messages,
    window_days: WINDOW_DAYS,
    at_risk_from: typeof told === "string" && told < from ? told : from,
  };
  return { ...keyOf(number), subjectType: "phone_number", evidence };
}

/** Findings about numbers that were released, lost or handed on: nobody can do anything about them any more. */
async function closeForeign(ctx: Context): Promise<number> {
  let closed = 0;
  for (let after: Parameters<typeof openOfKind>[2]["after"] = null; ; ) {
    const open = await openOfKind(ctx, "number_inactive", { after, limit: FINDINGS_AT_ONCE });
    const numbers = await statusesOf(
      ctx,
      open.map(({ subjectId }) => subjectId),
    );
    const foreign = open.filter(({ subjectId, tenantId }) => {
      const number = numbers.get(subjectId);
      return !number || number.tenantId !== tenantId || !isInService(number.status);
    });
    await write(
      ctx,
      foreign.map((finding) => closeFinding(ctx, finding)),
    );
    closed += foreign.length;
    const last = open.at(-1);
    if (!last || open.length < FINDINGS_AT_ONCE) return closed;
    after = { at: last.createdAt, id: last.id };
  }
}

/** Findings that are written in one batch. */
const WRITTEN_AT_ONCE = 100;

/** What belongs together is written together. */
async function write({ db }: Context, changes: readonly (readonly Statement[])[]): Promise<void> {
  for (let at = 0; at < changes.length; at += WRITTEN_AT_ONCE) {
    const [first, ...rest] = changes.slice(at, at + WRITTEN_AT_ONCE).flat();
    if (first) await db.batch([first, ...rest]);
  }
}
