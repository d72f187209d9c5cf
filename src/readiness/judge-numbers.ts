import { and, eq } from "drizzle-orm";
import { record } from "../events/record";
import { systemSource } from "../events/source";
import type { Context } from "../kernel/context";
import { insertIf, type Statement } from "../kernel/db";
import { markReady } from "../numbers/queries";
import { type Gathered, gather } from "./gather";
import { numberReadiness } from "./table";
import { judge, type Verdict } from "./verdict";

/**
 * Judges these numbers by what is true now, and writes down the verdicts that are not what they were: the row, its event and the
 * flag that lists are filtered by, together. A verdict that stays is not written. Answers how many changed; `also` goes into
 * the same batch.
 */
export async function judgeNumbers(
  ctx: Context,
  ids: readonly string[],
  also: readonly Statement[] = [],
): Promise<number> {
  const changes = (await gather(ctx, ids)).flatMap((gathered) => {
    const verdict = judge(gathered.facts);
    return isSame(gathered, verdict) ? [] : [writing(ctx, gathered, verdict)];
  });
  const [first, ...rest] = [...changes.flat(), ...also];
  if (first) await ctx.db.batch([first, ...rest]);
  return changes.length;
}

function isSame({ before, number }: Gathered, { ready, causes }: Verdict): boolean {
  if (!before) return ready === null;
  return number.ready === ready && JSON.stringify(before.causes) === JSON.stringify(causes);
}

/** Whoever judged the number at the same moment was first: then nothing of this is written. */
function writing(ctx: Context, { number, before }: Gathered, { ready, causes }: Verdict): Statement[] {
  const { db, now } = ctx;
  const row = { phoneNumberId: number.id, ready, causes, version: (before?.version ?? 0) + 1, changedAt: now };
  const store = before
    ? db
        .update(numberReadiness)
        .set(row)
        .where(and(eq(numberReadiness.phoneNumberId, number.id), eq(numberReadiness.version, before.version)))
    : insertIf(db, numberReadiness, row).onConflictDoNothing();
  const told = { phone_number: number.e164, ready, causes: causes.map(({ code }) => code) };
  return [
    store,
    record(db, systemSource(ctx, number.tenantId), "phone_number.readiness_changed", number.id, told),
    ...(number.ready === ready ? [] : [markReady(db, number.id, ready)]),
  ];
}
