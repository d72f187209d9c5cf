import { sql } from "drizzle-orm";
import { GENESIS } from "../events/chain";
import { ndjsonLine } from "../events/export";
import { forgetUpTo } from "../events/forget";
import type { EventRow } from "../events/queries";
import { eventsAfter } from "../events/tail";
import type { Context } from "../kernel/context";
import { describeError, insertIf, wroteSomething } from "../kernel/db";
import { moveArchivedSeq } from "../tenants/archived-seq";
import { dayOf, isPast, keyOf, nextDay } from "./day";
import { sha256OfGzip, writeGzip } from "./gzip-object";
import { type ArchiveRow, type Log, logOf, logsAfter } from "./queries";
import { eventArchives } from "./table";

/** Tenants that a slice looks at. */
const TENANTS_PER_SLICE = 500;
/** Rows that are read and deleted at a time. */
const PAGE = 2_000;
export const DELETED_AT_A_TIME = 5_000;

interface Archived {
  readonly counted: { readonly archived_days: number; readonly archived_events: number };
  readonly errors: readonly { readonly at: string; readonly error: string }[];
  readonly next: string | null;
}

/**
 * Moves what is past retention out of the database, tenant by tenant and day by day: the day's object is written and read
 * back, then noted, then its rows are deleted. Killed anywhere, the next run goes on: nothing is deleted that is not noted, and
 * the object of a noted day is never written again.
 */
export async function archiveEvents(ctx: Context, cursor: string | null, mayGoOn = () => true): Promise<Archived> {
  const errors: { at: string; error: string }[] = [];
  const counted = { archived_days: 0, archived_events: 0 };
  const logs = await logsAfter(ctx, cursor ?? "", TENANTS_PER_SLICE);
  let next = cursor ?? "";
  for (const { tenantId, oldestAt } of logs) {
    if (!mayGoOn()) return { counted, errors, next };
    try {
      let goesOn = oldestAt !== null && isPast(dayOf(oldestAt), ctx.now, ctx.config.eventRetentionDays);
      while (goesOn) {
        if (!mayGoOn()) return { counted, errors, next };
        const moved = await archiveNextDay(ctx, tenantId, mayGoOn);
        counted.archived_days += moved?.days ?? 0;
        counted.archived_events += moved?.events ?? 0;
        goesOn = moved !== null;
      }
    } catch (error) {
      errors.push({ at: `archive events of ${tenantId}`, error: describeError(error) });
    }
    next = tenantId;
  }
  return { counted, errors, next: logs.length < TENANTS_PER_SLICE ? null : next };
}

/** One step on the way of a tenant's oldest day: into the archive, or out of the log; `null` if there is none to move. */
async function archiveNextDay(
  ctx: Context,
  tenantId: string,
  mayGoOn: () => boolean,
): Promise<{ days: number; events: number } | null> {
  const log = await logOf(ctx, tenantId);
  if (log.last && log.last.lastSeq > log.archivedSeq) {
    return { days: 0, events: await forget(ctx, log.last, log.archivedSeq, mayGoOn) };
  }
  if (log.oldestAt === null) return null;
  const day = nextDay(log.oldestAt, log.last?.day);
  if (!isPast(day, ctx.now, ctx.config.eventRetentionDays)) return null;
  const row = await writeDay(ctx, log, day);
  if (!row) return null;
  const noted = await insertIf(ctx.db, eventArchives, row, isAsItWas(log)).onConflictDoNothing();
  return { days: noted.meta.changes, events: 0 };
}

/** Whether no other run has moved the tenant's log since. */
const isAsItWas = ({ tenantId, archivedSeq }: Log) =>
  sql`${archivedSeq} = (select archived_seq from tenants where id = ${tenantId})`;

/**
 * The day as its object has it, once it has been read back and found whole; `null` if another run was at work meanwhile. That
 * run may have deleted rows before they were read here, so then nothing is put in the place of what it wrote.
 */
async function writeDay(ctx: Context, log: Log, day: string): Promise<ArchiveRow | null> {
  const { tenantId, archivedSeq } = log;
  const previousHash = archivedSeq === 0 ? GENESIS : log.archivedHash;
  if (previousHash === null) throw new Error(`Nothing is known of the hash of event ${archivedSeq}.`);
  const key = keyOf(tenantId, day);
  let last: EventRow | undefined;
  async function* text() {
    for await (const rows of pagesOfDay(ctx, log, day)) {
      last = rows.at(-1);
      yield rows.map(ndjsonLine).join("");
    }
  }
  const isAlone = async () => {
    const now = await logOf(ctx, tenantId);
    return now.archivedSeq === archivedSeq && now.last?.day === log.last?.day;
  };
  const sha256 = await writeGzip(ctx.archive, key, text(), isAlone);
  if (sha256 === null) return null;
  if ((await sha256OfGzip(ctx.archive, key)) !== sha256) throw new Error(`${key} does not read as it was written.`);
  if (!last?.hash) throw new Error(`${day} has no events.`);
  return {
    tenantId,
    day,
    firstSeq: archivedSeq + 1,
    lastSeq: last.seq,
    previousHash,
    lastHash: last.hash,
    sha256,
    archivedAt: ctx.now,
  };
}

/** The events up to the first one of a later day. */
async function* pagesOfDay(ctx: Context, { tenantId, archivedSeq }: Log, day: string): AsyncGenerator<EventRow[]> {
  for (let seq = archivedSeq; ; ) {
    const rows = await eventsAfter(ctx.db, tenantId, seq, PAGE);
    const later = rows.findIndex((row) => dayOf(row.occurredAt) > day);
    const ofDay = later < 0 ? rows : rows.slice(0, later);
    const unsealed = ofDay.find((row) => row.hash === null);
    if (unsealed) throw new Error(`Event ${unsealed.seq} is not sealed yet.`);
    const end = ofDay.at(-1);
    if (end) yield ofDay;
    if (!end || ofDay.length < PAGE) return;
    seq = end.seq;
  }
}

/**
 * Deletes the rows of an archived day that are still there, as many as it may; says how many. Of two runs that do, each deletes
 * some.
 */
async function forget(
  ctx: Context,
  { tenantId, lastSeq }: ArchiveRow,
  archivedSeq: number,
  mayGoOn: () => boolean,
): Promise<number> {
  let from = archivedSeq;
  while (from < lastSeq && (from === archivedSeq || mayGoOn())) {
    const upTo = Math.min(from + DELETED_AT_A_TIME, lastSeq);
    const [moved] = await ctx.db.batch([
      moveArchivedSeq(ctx.db, tenantId, from, upTo),
      ...forgetUpTo(ctx.db, tenantId, upTo),
    ]);
    if (!wroteSomething(moved)) break;
    from = upTo;
  }
  return from - archivedSeq;
}
