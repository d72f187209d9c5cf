import { type SQL, sql } from "drizzle-orm";
import { recordAll } from "../events/record";
import { systemSource } from "../events/source";
import type { Context } from "../kernel/context";
import { insertAllIf, type Statement, writeAll } from "../kernel/db";
import { markReady } from "../numbers/judged";
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
  const changes = (await gather(ctx, ids)).flatMap((gathered): Change[] => {
    const verdict = judge(gathered.facts);
    return isSame(gathered, verdict) ? [] : [{ ...gathered, verdict }];
  });
  await writeAll(ctx.db, [...writing(ctx, changes), ...also]);
  return changes.length;
}

type Change = Pick<Gathered, "number" | "before"> & { readonly verdict: Verdict };

function isSame({ before, number }: Gathered, { ready, causes }: Verdict): boolean {
  if (!before) return ready === null;
  return number.ready === ready && JSON.stringify(before.causes) === JSON.stringify(causes);
}

/**
 * Three statements however many the changes are. Of a number that somebody else judged at the same moment nothing is written: the
 * event and the flag come before the row, as it is the row's version that says so.
 */
function writing(ctx: Context, changes: readonly Change[]): Statement[] {
  if (changes.length === 0) return [];
  const { db, now } = ctx;
  const rows = changes.map(({ number, before, verdict }) => {
    const version = (before?.version ?? 0) + 1;
    return { phoneNumberId: number.id, ...verdict, version, changedAt: now };
  });
  const told = changes.map(({ number, verdict: { ready, causes } }) => ({
    source: systemSource(ctx, number.tenantId),
    subjectId: number.id,
    data: { phone_number: number.e164, ready, causes: causes.map(({ code }) => code) },
  }));
  const versions = JSON.stringify(
    Object.fromEntries(rows.map(({ phoneNumberId, version }) => [phoneNumberId, version - 1])),
  );
  const { version, phoneNumberId } = numberReadiness;
  const isAsJudged = (id: SQL) =>
    sql`coalesce((select ${version} from ${numberReadiness} where ${phoneNumberId} = ${id}), 0) = ${versions} ->> ${id}`;
  return [
    recordAll(db, "phone_number.readiness_changed", told, isAsJudged),
    markReady(
      db,
      rows.map((row) => ({ id: row.phoneNumberId, ready: row.ready })),
      isAsJudged,
    ),
    insertAllIf(db, numberReadiness, rows).onConflictDoUpdate({
      target: phoneNumberId,
      set: {
        ready: sql`excluded.ready`,
        causes: sql`excluded.causes`,
        version: sql`excluded.version`,
        changedAt: sql`excluded.changed_at`,
      },
      setWhere: sql`${version} = excluded.version - 1`,
    }),
  ];
}
