import { type SQL, sql } from "drizzle-orm";
import { recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { setReady } from "#inventory/phone-numbers/readiness-column";
import { changesOf, insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type ReadinessFacts, readFacts } from "./gather";
import { versionOf } from "./queries";
import { numberReadiness } from "./table";
import { evaluateReadiness, type ReadinessResult } from "./verdict";

/** What settles a mark, or part of it, once numbers are judged; it may be told whether nobody outran the judging of them. */
export type Settling = (asJudged: AsJudged) => Statement;

/** Holds at its place in the batch if nobody else has judged meanwhile, by other facts: one number, or any of them. */
export interface AsJudged {
  readonly one: (id: SQL) => SQL;
  readonly all: SQL;
}

/**
 * Judges these numbers by what is true now, and writes down the verdicts that are not what they were: the row, its event and the
 * flag that lists are filtered by, together. A verdict that stays is not written. Answers how many changed, and how many marks
 * `settling` took away or moved on in the same batch: a verdict that comes too late settles nothing, as it may be the newer one.
 */
export async function evaluateNumbers(
  ctx: Context,
  ids: readonly string[],
  settling?: Settling,
): Promise<{ readonly changed: number; readonly settled: number }> {
  const found = await readFacts(ctx, ids);
  const changes = found.flatMap((gathered): Change[] => {
    const verdict = evaluateReadiness(gathered.facts);
    return isSame(gathered, verdict) ? [] : [{ ...gathered, verdict }];
  });
  const settle = settling?.(asJudged(found));
  const [first, ...rest] = [...(settle ? [settle] : []), ...writing(ctx, changes)];
  const [written] = first ? await ctx.db.batch([first, ...rest]) : [];
  return { changed: changes.length, settled: settle ? changesOf(written) : 0 };
}

/** By versions, and of all that were judged: a verdict that stays may be outrun as well. */
function asJudged(found: readonly Pick<ReadinessFacts, "number" | "before">[]): AsJudged {
  const versions = JSON.stringify(
    Object.fromEntries(found.map(({ number, before }) => [number.id, before?.version ?? 0])),
  );
  return {
    one: (id) => sql`${versionOf(id)} = coalesce(${versions} ->> ${id}, 0)`,
    all: sql`not exists (select 1 from json_each(${versions}) where ${versionOf(sql`json_each.key`)} <> json_each.value)`,
  };
}

type Change = Pick<ReadinessFacts, "number" | "before"> & { readonly verdict: ReadinessResult };

function isSame({ before, number }: ReadinessFacts, { ready, causes }: ReadinessResult): boolean {
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
  const { version, phoneNumberId } = numberReadiness;
  const { one } = asJudged(changes);
  return [
    recordEventsWhere(db, "phone_number.readiness_changed", told, one),
    setReady(
      db,
      rows.map((row) => ({ id: row.phoneNumberId, ready: row.ready })),
      one,
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
