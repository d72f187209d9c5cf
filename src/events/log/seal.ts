import { and, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { GENESIS, sealAll } from "./chain";
import type { EventRow } from "./queries";
import { eventSeals, events } from "./table";
import { toEvent } from "./wire";

/** Events that are read, hashed and written at a time, of however many tenants; their hashes travel as one parameter. */
export const SEAL_STEP = 1_000;

interface Sealed {
  readonly counted: { readonly sealed_events: number };
  readonly errors: readonly { readonly at: string; readonly error: string }[];
  readonly next: string | null;
}

/** How far a tenant's chain goes on: `hashes` belong to the events right after `before`. */
interface Extension {
  readonly tenantId: string;
  readonly before: Head;
  readonly hashes: readonly string[];
}

interface Head {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Gives every event that has none its hash, tenant by tenant in `seq` order. The end of a chain moves by compare-and-set, in
 * one batch with the hashes up to it: of two that seal at once one writes, and what dies before that batch has done nothing.
 */
export async function sealEvents(ctx: Context, cursor: string | null, mayGoOn = () => true): Promise<Sealed> {
  const errors: { at: string; error: string }[] = [];
  let sealed_events = 0;
  let next = cursor;
  while (mayGoOn()) {
    const unsealed = await unsealedAfter(ctx, next);
    const extensions: Extension[] = [];
    for (const [tenantId, { before, rows }] of byTenant(unsealed)) {
      try {
        extensions.push({ tenantId, before, hashes: await sealAll(before.hash, connected(before, rows)) });
      } catch (error) {
        errors.push({ at: `seal events of ${tenantId}`, error: describeError(error) });
      }
    }
    if (extensions.length > 0) sealed_events += await write(ctx, extensions);
    const last = unsealed.at(-1)?.event;
    if (!last || unsealed.length < SEAL_STEP) return { counted: { sealed_events }, errors, next: null };
    next = `${last.tenantId} ${last.seq}`;
  }
  return { counted: { sealed_events }, errors, next };
}

interface Unsealed {
  readonly event: EventRow;
  readonly head: typeof eventSeals.$inferSelect | null;
}

function unsealedAfter(ctx: Context, cursor: string | null): Promise<Unsealed[]> {
  const [tenantId = "", seq = "0"] = cursor?.split(" ") ?? [];
  return ctx.db
    .select({ event: events, head: eventSeals })
    .from(events)
    .leftJoin(eventSeals, sql`${eventSeals.tenantId} = ${events.tenantId}`)
    .where(and(isNull(events.hash), sql`(${events.tenantId}, ${events.seq}) > (${tenantId}, ${Number(seq)})`))
    .orderBy(events.tenantId, events.seq)
    .limit(SEAL_STEP);
}

function byTenant(unsealed: readonly Unsealed[]): Map<string, { before: Head; rows: EventRow[] }> {
  const tenants = new Map<string, { before: Head; rows: EventRow[] }>();
  for (const { event, head } of unsealed) {
    const before = head ? { seq: head.sealedSeq, hash: head.sealedHash } : { seq: 0, hash: GENESIS };
    const tenant = tenants.get(event.tenantId) ?? { before, rows: [] };
    tenant.rows.push(event);
    tenants.set(event.tenantId, tenant);
  }
  return tenants;
}

/** The events as the chain takes them. A hole is never sealed over: somebody has been at the table. */
function connected(before: Head, rows: readonly EventRow[]) {
  return rows.map((row, index) => {
    const seq = before.seq + index + 1;
    if (row.seq !== seq) throw new Error(`Event ${seq} should be sealed next, and is not there or not unsealed.`);
    return toEvent(row);
  });
}

/** How many events got their hash. */
async function write(ctx: Context, extensions: readonly Extension[]): Promise<number> {
  const heads = extensions.map(({ tenantId, before, hashes }) => [
    tenantId,
    before.seq,
    before.hash,
    before.seq + hashes.length,
    hashes.at(-1),
  ]);
  const hashes = extensions.flatMap(({ tenantId, before, hashes }) =>
    hashes.map((hash, index) => [tenantId, before.seq + index + 1, hash]),
  );
  const [, , written] = await ctx.db.batch([
    ctx.db.insert(eventSeals).select(beginnings(heads)).onConflictDoNothing(),
    ctx.db
      .update(eventSeals)
      .set({ sealedSeq: sql`value ->> 3`, sealedHash: sql`value ->> 4` })
      .from(sql`json_each(${JSON.stringify(heads)})`)
      .where(
        and(
          eq(eventSeals.tenantId, sql`value ->> 0`),
          eq(eventSeals.sealedSeq, sql`value ->> 1`),
          eq(eventSeals.sealedHash, sql`value ->> 2`),
        ),
      ),
    ctx.db
      .update(events)
      .set({ hash: sql`value ->> 2` })
      .from(sql`json_each(${JSON.stringify(hashes)})`)
      .where(
        and(
          eq(events.tenantId, sql`value ->> 0`),
          eq(events.seq, sql`value ->> 1`),
          isNull(events.hash),
          lte(events.seq, sql`(select sealed_seq from event_seals where tenant_id = value ->> 0)`),
        ),
      ),
  ]);
  return written.meta.changes;
}

/** A row to compare and set, for tenants that have nothing sealed yet. */
const beginnings = (heads: readonly unknown[]): SQL =>
  sql`select value ->> 0, 0, ${GENESIS}, null from json_each(${JSON.stringify(heads)}) where value ->> 1 = 0`;
