import { and, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import { type CodedError, codedError } from "#kernel/db/coded-error";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { GENESIS, sealAll } from "./chain";
import { forwardPlatformEvents } from "./forward-platform-events";
import type { EventRow } from "./queries";
import { unsealedAfter } from "./reads";
import { eventSeals, events } from "./table";
import { toEvent } from "./wire";

/**
 * Events per step, of any number of tenants. A step reads, hashes and writes them; their hashes are one JSON parameter.
 */
export const SEAL_STEP = 1_000;

interface Sealed {
  readonly counted: { readonly sealed_events: number };
  readonly errors: readonly ({ readonly at: string } & CodedError)[];
  readonly next: string | null;
}

/** Hashes for the events that follow `before` in a tenant's chain. */
interface ChainExtension {
  readonly tenantId: string;
  readonly before: ChainHead;
  readonly hashes: readonly string[];
}

interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Seals every unsealed event with its hash, tenant by tenant in `seq` order. The chain's head advances by
 * compare-and-set in one batch with the hashes: of two concurrent runs only one writes, and a run that dies before
 * its batch has changed nothing. Events of the platform in a further database are first moved to its log. Returns the
 * cursor `{tenant id} {seq}` if `mayGoOn` ended the slice early.
 */
export async function sealEvents(ctx: Context, cursor: string | null, mayGoOn = () => true): Promise<Sealed> {
  const errors: ({ at: string } & CodedError)[] = [];
  let sealed_events = 0;
  let next = cursor;
  const isFurther = ctx.database.name !== ctx.databases.first.name;
  if (isFurther && cursor === null) await forwardPlatformEvents(ctx, mayGoOn);
  while (mayGoOn()) {
    const unsealed = await unsealedAfter(ctx.db, parseCursor(next), SEAL_STEP);
    const extensions: ChainExtension[] = [];
    for (const [tenantId, { before, rows }] of byTenant(unsealed)) {
      if (isFurther && tenantId === PLATFORM_TENANT_ID) continue;
      try {
        extensions.push({ tenantId, before, hashes: await sealAll(before.hash, requireUnbroken(before, rows)) });
      } catch (error) {
        errors.push({ at: `seal events of ${tenantId}`, ...codedError(error) });
      }
    }
    if (extensions.length > 0) sealed_events += await write(ctx, extensions);
    const last = unsealed.at(-1)?.event;
    if (!last || unsealed.length < SEAL_STEP) return { counted: { sealed_events }, errors, next: null };
    next = `${last.tenantId} ${last.seq}`;
  }
  return { counted: { sealed_events }, errors, next };
}

function parseCursor(cursor: string | null): { tenantId: string; seq: number } {
  const [tenantId = "", seq = "0"] = cursor?.split(" ") ?? [];
  return { tenantId, seq: Number(seq) };
}

type UnsealedRow = Awaited<ReturnType<typeof unsealedAfter>>[number];

/** Groups the rows by tenant. `before`: the head of the tenant's chain, which the first of its rows must follow. */
function byTenant(unsealed: readonly UnsealedRow[]): Map<string, { before: ChainHead; rows: EventRow[] }> {
  const tenants = new Map<string, { before: ChainHead; rows: EventRow[] }>();
  for (const { event, head } of unsealed) {
    const before = head ? { seq: head.sealedSeq, hash: head.sealedHash } : { seq: 0, hash: GENESIS };
    const tenant = tenants.get(event.tenantId) ?? { before, rows: [] };
    tenant.rows.push(event);
    tenants.set(event.tenantId, tenant);
  }
  return tenants;
}

/**
 * The rows as events to hash. **Invariant:** a gap is never sealed. Only a change outside of this program makes one.
 */
function requireUnbroken(before: ChainHead, rows: readonly EventRow[]) {
  return rows.map((row, index) => {
    const seq = before.seq + index + 1;
    if (row.seq !== seq) throw new Error(`Event ${seq} is missing, so no event after it can be sealed.`);
    if (row.hash !== null)
      throw new Error(`Event ${seq} has a hash, though the log is sealed only up to ${before.seq}.`);
    return toEvent(row);
  });
}

/** Writes the hashes and moves the chain heads in one batch. Returns how many events got their hash. */
async function write(ctx: Context, extensions: readonly ChainExtension[]): Promise<number> {
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
  const { sealed } = await batchNamed(ctx.db, {
    newHeads: ctx.db.insert(eventSeals).select(genesisHeads(heads)).onConflictDoNothing(),
    movedHeads: ctx.db
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
    sealed: ctx.db
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
  });
  return sealed.meta.changes;
}

/** A head at `seq` 0 for each tenant without sealed events, so that the compare-and-set has a row to update. */
const genesisHeads = (heads: readonly unknown[]): SQL =>
  sql`select value ->> 0, 0, ${GENESIS}, null from json_each(${JSON.stringify(heads)}) where value ->> 1 = 0`;
