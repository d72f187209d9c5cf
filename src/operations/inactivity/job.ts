import {
  closeFindings,
  type Fact,
  FINDINGS_AT_ONCE,
  type KnownFinding,
  openFindings,
  openFindingsAmong,
} from "#findings/facts";
import { openOfKind } from "#findings/queries";
import { numbersAmong, numbersOfAllTenants, statusesOf } from "#inventory/phone-numbers/job-reads";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import { isOwnNumber } from "#inventory/phone-numbers/own-number";
import { batchAll } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { DAY_MS } from "#kernel/values/time";
import type { Job, Slice } from "#operations/job-runs/job";
import { activitySince } from "#traffic/usage/queries";
import { usageDayOf } from "#traffic/usage/tally";
import { type ActiveDay, type Risk, riskOf, WINDOW_DAYS } from "./risk";

/** Phone numbers per slice. The slice reads the active days of each number in the window. */
export const NUMBERS_PER_SLICE = 500;
/** Prefix of the cursor after the slices have compared every number: the job now closes obsolete findings. */
const CLOSING = "closing";

/**
 * Compares the activity of each number of the platform's account with Twilio's rule, hourly. Reads numbers by id (the
 * cursor is the last id) and their daily usage; opens and closes findings `number_inactive`, and writes nothing for an
 * unchanged risk. The next run repeats a killed slice from its cursor. Even an inventory that takes many runs is
 * complete within a day.
 */
export const guardActivity: Job = {
  name: "inactivity",
  description: "Opens a finding for each phone number that Twilio may soon reclaim because it is hardly used.",
  cron: "40 * * * *",
  slice: guard,
};

async function guard(ctx: Context, cursor: string | null): Promise<Slice> {
  if (cursor?.startsWith(CLOSING)) return await closeObsolete(ctx, cursor);
  const numbers = await numbersOfAllTenants(ctx, { after: cursor ?? "", limit: NUMBERS_PER_SLICE });
  const next = numbers.length < NUMBERS_PER_SLICE ? CLOSING : (numbers.at(-1)?.id ?? CLOSING);
  const guarded = numbers.filter((number) => isInService(number.status) && !isOwnNumber(number));
  const counted = await compareActivity(ctx, guarded);
  return { counted: { numbers: guarded.length, ...counted }, errors: [], next };
}

type Numbers = Awaited<ReturnType<typeof numbersOfAllTenants>>;

async function compareActivity(ctx: Context, numbers: Numbers) {
  const { db, now } = ctx;
  const today = dayNumber(now);
  const ids = numbers.map(({ id }) => id);
  const keys = numbers.map(keyOf);
  const [rows, open] = await Promise.all([
    activitySince(db, numbersAmong(ids), usageDayOf(now - (WINDOW_DAYS - 1) * DAY_MS)),
    openFindingsAmong(ctx, keys),
  ]);
  const activity = Map.groupBy(rows, ({ phoneNumberId }) => phoneNumberId);
  const known = new Map(open.map((finding) => [finding.subjectId, finding]));
  const atRisk: Fact[] = [];
  const recovered: KnownFinding[] = [];
  for (const number of numbers) {
    const days = (activity.get(number.id) ?? []).map(
      (row): ActiveDay => ({ ...row, day: dayNumber(Date.parse(row.day)) }),
    );
    const risk = riskOf(days, dayNumber(number.createdAt), today);
    const before = known.get(number.id);
    if (!risk) {
      if (before) recovered.push(before);
      continue;
    }
    const fact = factOf(number, risk, before?.evidence);
    if (before && JSON.stringify(before.evidence) === JSON.stringify(fact.evidence)) continue;
    atRisk.push(fact);
  }
  for (const facts of chunks(atRisk, FINDINGS_AT_ONCE)) await batchAll(db, openFindings(ctx, facts));
  for (const findings of chunks(recovered, FINDINGS_AT_ONCE)) await batchAll(db, closeFindings(ctx, findings));
  return { opened: atRisk.filter(({ subjectId }) => !known.has(subjectId)).length, closed: recovered.length };
}

const dayNumber = (at: number): number => Math.floor(at / DAY_MS);

const keyOf = ({ id, tenantId }: Pick<Numbers[number], "id" | "tenantId">) =>
  ({ tenantId, kind: "number_inactive", subjectId: id }) as const;

/** Keeps the `at_risk_from` of an open finding if it is earlier: the number has been at risk since that day. */
function factOf(number: Numbers[number], risk: Risk, before: Fact["evidence"] | undefined): Fact {
  const from = usageDayOf(risk.atRiskFrom * DAY_MS);
  const known = before?.at_risk_from;
  const evidence = {
    phone_number: number.e164,
    calls_of_12_seconds: risk.longCalls,
    messages: risk.messages,
    window_days: WINDOW_DAYS,
    at_risk_from: typeof known === "string" && known < from ? known : from,
  };
  return { ...keyOf(number), subjectType: "phone_number", evidence };
}

/** Closes findings about numbers that the tenant no longer has in service (released, lost or transferred). */
async function closeObsolete(ctx: Context, cursor: string): Promise<Slice> {
  const [, at, id = ""] = cursor.split(" ");
  const after = at === undefined ? null : { at: Number(at), id };
  const open = await openOfKind(ctx, "number_inactive", { after, limit: FINDINGS_AT_ONCE });
  const numbers = await statusesOf(
    ctx,
    open.map(({ subjectId }) => subjectId),
  );
  const obsolete = open.filter(({ subjectId, tenantId }) => {
    const number = numbers.get(subjectId);
    return !number || number.tenantId !== tenantId || !isInService(number.status);
  });
  await batchAll(ctx.db, closeFindings(ctx, obsolete));
  const last = open.length < FINDINGS_AT_ONCE ? undefined : open.at(-1);
  const next = last ? `${CLOSING} ${last.createdAt} ${last.id}` : null;
  return { counted: { closed: obsolete.length }, errors: [], next };
}
