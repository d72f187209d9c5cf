import { sql } from "drizzle-orm";
import { moveArchivedSeq } from "#events/log/archived-seq";
import { GENESIS } from "#events/log/chain";
import { deleteEventsThrough } from "#events/log/expire-events";
import { ndjsonLine } from "#events/log/export";
import type { EventRow } from "#events/log/queries";
import { eventsAfter } from "#events/log/reads";
import { describeError, insertIf, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type Archive, archiveDayOf, isPast, keyOf, nameOf, nextArchive } from "./day";
import { sha256OfGzip, writeGzip } from "./gzip-object";
import { type ArchiveRow, type Log, logOf, logsAfter } from "./queries";
import { eventArchives } from "./table";

/** Tenants that a slice looks at. */
const TENANTS_PER_SLICE = 500;
/** Rows that are read and deleted at a time. */
export const PAGE = 2_000;
/** What a step writes into the archive: it reads a page with each statement, and a step may send `STEP_QUERIES`. */
export const EVENTS_PER_PART = 50_000;
export const DELETED_AT_A_TIME = 5_000;

interface Archived {
  readonly counted: { readonly archived_days: number; readonly archived_events: number };
  readonly errors: readonly { readonly at: string; readonly error: string }[];
  readonly next: string | null;
}

/**
 * Moves what is past retention out of the database, tenant by tenant and day by day, a day of very many events in
 * parts: an object is written and read back, then noted, then its rows are deleted. Killed anywhere, the next run goes
 * on: nothing is deleted that is not noted, and the object of what is noted is never written again.
 */
export async function archiveEvents(
  ctx: Context,
  cursor: string | null,
  mayGoOn = () => true,
  eventsPerPart = EVENTS_PER_PART,
): Promise<Archived> {
  const errors: { at: string; error: string }[] = [];
  const counted = { archived_days: 0, archived_events: 0 };
  const logs = await logsAfter(ctx, cursor ?? "", TENANTS_PER_SLICE);
  let next = cursor ?? "";
  for (const { tenantId, oldestAt } of logs) {
    if (!mayGoOn()) return { counted, errors, next };
    try {
      let goesOn = oldestAt !== null && isPast(archiveDayOf(oldestAt), ctx.now, ctx.config.eventRetentionDays);
      while (goesOn) {
        if (!mayGoOn()) return { counted, errors, next };
        const moved = await archiveNext(ctx, tenantId, mayGoOn, eventsPerPart);
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

/**
 * One step on the way of a tenant's oldest events: into the archive, or out of the log; `null` if there are none to
 * move.
 */
async function archiveNext(
  ctx: Context,
  tenantId: string,
  mayGoOn: () => boolean,
  eventsPerPart: number,
): Promise<{ days: number; events: number } | null> {
  const log = await logOf(ctx, tenantId);
  if (log.last && log.last.lastSeq > log.archivedSeq) {
    return { days: 0, events: await deleteArchived(ctx, log.last, log.archivedSeq, mayGoOn) };
  }
  if (log.oldestAt === null) return null;
  const archive = nextArchive(log.oldestAt, log.last);
  if (!isPast(archive.day, ctx.now, ctx.config.eventRetentionDays)) return null;
  const row = await write(ctx, log, archive, eventsPerPart);
  if (!row) return null;
  const noted = await insertIf(ctx.db, eventArchives, row, isUnmoved(log)).onConflictDoNothing();
  return { days: row.endsDay ? noted.meta.changes : 0, events: 0 };
}

/** Whether no other run has moved the tenant's log since. */
const isUnmoved = ({ tenantId, archivedSeq }: Log) =>
  sql`${archivedSeq} = (select archived_seq from tenants where id = ${tenantId})`;

/**
 * The archive as its object has it, once it has been read back and found whole; `null` if another run was at work
 * meanwhile. That run may have deleted rows before they were read here, so then nothing is put in the place of what it
 * wrote. Two that write at the same moment write the same.
 */
async function write(ctx: Context, log: Log, archive: Archive, eventsPerPart: number): Promise<ArchiveRow | null> {
  const { tenantId, archivedSeq } = log;
  const name = nameOf(archive);
  const previousHash = archivedSeq === 0 ? GENESIS : log.archivedHash;
  if (previousHash === null) throw new Error(`Nothing is known of the hash of event ${archivedSeq}.`);
  const key = keyOf(tenantId, name);
  let last: EventRow | undefined;
  let endsDay = true;
  async function* text() {
    for await (const { rows, isLast } of pagesOf(ctx, log, archive.day, eventsPerPart)) {
      last = rows.at(-1);
      endsDay = isLast;
      yield rows.map(ndjsonLine).join("");
    }
  }
  const isAlone = async () => {
    const now = await logOf(ctx, tenantId);
    return now.archivedSeq === archivedSeq && now.last?.name === log.last?.name;
  };
  const sha256 = await writeGzip(ctx.archive, key, text(), isAlone);
  if (sha256 === null) return null;
  if ((await sha256OfGzip(ctx.archive, key)) !== sha256) throw new Error(`${key} does not read as it was written.`);
  if (!last?.hash) throw new Error(`${name} has no events.`);
  return {
    tenantId,
    name,
    firstSeq: archivedSeq + 1,
    lastSeq: last.seq,
    previousHash,
    lastHash: last.hash,
    sha256,
    archivedAt: ctx.now,
    endsDay,
  };
}

/** The events up to the first one of a later day, `atMost` so many; `isLast`: none of the day comes after them. */
async function* pagesOf(
  ctx: Context,
  { tenantId, archivedSeq }: Log,
  day: string,
  atMost: number,
): AsyncGenerator<{ readonly rows: readonly EventRow[]; readonly isLast: boolean }> {
  for (let [seq, left] = [archivedSeq, atMost]; left > 0; ) {
    const size = Math.min(PAGE, left);
    // One more tells whether the day goes on.
    const found = await eventsAfter(ctx.db, tenantId, seq, size + 1);
    const later = found.findIndex((row) => archiveDayOf(row.occurredAt) > day);
    const ofDay = later < 0 ? found : found.slice(0, later);
    const rows = ofDay.slice(0, size);
    const unsealed = rows.find((row) => row.hash === null);
    if (unsealed) throw new Error(`Event ${unsealed.seq} is not sealed yet.`);
    const end = rows.at(-1);
    const isLast = ofDay.length <= size;
    if (end) yield { rows, isLast };
    if (!end || isLast) return;
    [seq, left] = [end.seq, left - rows.length];
  }
}

/**
 * Deletes the rows of an archive that are still there, as many as it may; says how many. Of two runs that do, each
 * deletes some.
 */
async function deleteArchived(
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
      ...deleteEventsThrough(ctx.db, tenantId, upTo),
    ]);
    if (!wroteSomething(moved)) break;
    from = upTo;
  }
  return from - archivedSeq;
}
