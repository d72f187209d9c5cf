import { sql } from "drizzle-orm";
import { moveArchivedSeq } from "#events/log/archived-seq";
import { GENESIS } from "#events/log/chain";
import { deleteEventsThrough } from "#events/log/expire-events";
import { ndjsonLine } from "#events/log/export";
import type { EventRow } from "#events/log/queries";
import { eventsAfter } from "#events/log/reads";
import { type CodedError, codedError } from "#kernel/db/coded-error";
import { batchNamed, insertIf, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type Archive, archiveDayOf, isPast, keyOf, nameOf, nextArchive } from "./day";
import { sha256OfGzip, writeGzip } from "./gzip-object";
import { type ArchiveRow, type Log, logOf, logsAfter } from "./queries";
import { eventArchives } from "./table";

/** Tenants per slice. */
const TENANTS_PER_SLICE = 500;
/** Rows read per statement. */
export const PAGE = 2_000;
/** Events per archive object. A step reads them page by page, and a job's step may send `STEP_QUERIES` statements. */
export const EVENTS_PER_PART = 50_000;
/** Rows deleted per batch. */
export const DELETED_AT_A_TIME = 5_000;

interface Archived {
  readonly counted: { readonly archived_days: number; readonly archived_events: number };
  readonly errors: readonly ({ readonly at: string } & CodedError)[];
  readonly next: string | null;
}

/**
 * Moves events past retention from the database to R2, tenant by tenant and day by day; a large day in parts. For each
 * part it writes an object and reads it back, records it in `event_archives`, then deletes its rows. A run that is
 * killed at any point is continued by the next one.
 *
 * **Invariant:** only recorded events are deleted, and the object of a recorded part is never written again.
 */
export async function archiveEvents(
  ctx: Context,
  cursor: string | null,
  mayGoOn = () => true,
  eventsPerPart = EVENTS_PER_PART,
): Promise<Archived> {
  const errors: ({ at: string } & CodedError)[] = [];
  const counted = { archived_days: 0, archived_events: 0 };
  const logs = await logsAfter(ctx, cursor ?? "", TENANTS_PER_SLICE);
  let next = cursor ?? "";
  for (const { tenantId, oldestAt } of logs) {
    if (!mayGoOn()) return { counted, errors, next };
    try {
      let hasMore = oldestAt !== null && isPast(archiveDayOf(oldestAt), ctx.now, ctx.config.eventRetentionDays);
      while (hasMore) {
        if (!mayGoOn()) return { counted, errors, next };
        const moved = await archiveNext(ctx, tenantId, mayGoOn, eventsPerPart);
        counted.archived_days += moved?.days ?? 0;
        counted.archived_events += moved?.events ?? 0;
        hasMore = moved !== null;
      }
    } catch (error) {
      errors.push({ at: `archive events of ${tenantId}`, ...codedError(error) });
    }
    next = tenantId;
  }
  return { counted, errors, next: logs.length < TENANTS_PER_SLICE ? null : next };
}

/**
 * Archives a tenant's oldest day or part, or deletes the rows of one that is recorded; `null` if nothing is past
 * retention.
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
  const recorded = await insertIf(ctx.db, eventArchives, row, isUnmoved(log)).onConflictDoNothing();
  return { days: row.endsDay ? recorded.meta.changes : 0, events: 0 };
}

/** A condition that is true while no other run has moved the tenant's log. */
const isUnmoved = ({ tenantId, archivedSeq }: Log) =>
  sql`${archivedSeq} = (select archived_seq from tenants where id = ${tenantId})`;

/**
 * Writes a part's object, reads it back, and returns its row for `event_archives`. Returns `null` and leaves R2
 * unchanged if another run has moved the log meanwhile: it may have deleted rows before this run read them. Two runs
 * that write at the same moment write the same object.
 */
async function write(ctx: Context, log: Log, archive: Archive, eventsPerPart: number): Promise<ArchiveRow | null> {
  const { tenantId, archivedSeq } = log;
  const name = nameOf(archive);
  const previousHash = archivedSeq === 0 ? GENESIS : log.archivedHash;
  if (previousHash === null) throw new Error(`The hash of event ${archivedSeq}, the last archived one, is not stored.`);
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
  if ((await sha256OfGzip(ctx.archive, key)) !== sha256)
    throw new Error(`The archive object ${key} differs from what was written.`);
  if (!last?.hash) throw new Error(`The archive ${name} would have no events.`);
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

/** The events up to the first one of a later day, at most `atMost`, in pages. `isLast`: the day has no more events. */
async function* pagesOf(
  ctx: Context,
  { tenantId, archivedSeq }: Log,
  day: string,
  atMost: number,
): AsyncGenerator<{ readonly rows: readonly EventRow[]; readonly isLast: boolean }> {
  for (let [seq, remaining] = [archivedSeq, atMost]; remaining > 0; ) {
    const size = Math.min(PAGE, remaining);
    // One more than a page shows whether the day continues.
    const found = await eventsAfter(ctx.db, tenantId, seq, size + 1);
    const later = found.findIndex((row) => archiveDayOf(row.occurredAt) > day);
    const ofDay = later < 0 ? found : found.slice(0, later);
    const rows = ofDay.slice(0, size);
    const unsealed = rows.find((row) => row.hash === null);
    if (unsealed) throw new Error(`Event ${unsealed.seq} is not sealed yet, so it cannot be archived.`);
    const end = rows.at(-1);
    const isLast = ofDay.length <= size;
    if (end) yield { rows, isLast };
    if (!end || isLast) return;
    [seq, remaining] = [end.seq, remaining - rows.length];
  }
}

/**
 * Deletes the rows of a recorded archive until none is left or the slice ends. Returns how many. Two runs share
 * the work.
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
    const { moved } = await batchNamed(ctx.db, {
      moved: moveArchivedSeq(ctx.db, tenantId, from, upTo),
      deleted: deleteEventsThrough(ctx.db, tenantId, upTo),
    });
    if (!wroteSomething(moved)) break;
    from = upTo;
  }
  return from - archivedSeq;
}
