import { and, asc, eq, gte, lte, sql } from "drizzle-orm";
import { invalidField } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type ChainFault, extendChain, GENESIS, type Head, headAt } from "./chain";
import { archivedSeq, type EventRow, requireUnarchived } from "./queries";
import { eventSeals, events } from "./table";
import { toEvent } from "./wire";

/** Events whose hashes one request recomputes. */
export const VERIFY_STEP = 1_000;

export interface VerifyQuery {
  readonly from_seq?: number | undefined;
  readonly to_seq?: number | undefined;
}

export type VerificationResult =
  | {
      readonly verified: true;
      readonly fromSeq: number;
      /** The last event that was looked at, with its hash. */
      readonly head: Omit<Head, "unsealed">;
      /** Events of the whole log that have no hash yet. */
      readonly unsealed: number;
      readonly nextSeq: number | null;
    }
  | { readonly verified: false; readonly fault: Omit<ChainFault, "index"> };

/** The log as it stands: what has left it, how far it is sealed, and how far it goes. */
interface Extent {
  readonly archivedSeq: number;
  readonly archivedHash: string | null;
  readonly sealedSeq: number;
  readonly sealedHash: string;
  readonly lastSeq: number;
}

/** Recomputes the hashes of sealed events that are in the log, and holds them against those that are stored. */
export async function verifyEvents(ctx: Context, query: VerifyQuery): Promise<VerificationResult> {
  requireScope(ctx, "events:read");
  const { extent, rows } = await read(ctx, query);
  const fromSeq = query.from_seq ?? extent.archivedSeq + 1;
  requireUnarchived(Math.min(fromSeq, query.to_seq ?? fromSeq) - 1, extent.archivedSeq);
  if (fromSeq > extent.sealedSeq + 1) {
    throw invalidField(
      "query",
      "/from_seq",
      `Must be at most ${extent.sealedSeq + 1}, as no later event is sealed yet.`,
    );
  }
  const before = beginning(extent, fromSeq, rows);
  if (!before) return { verified: false, fault: { seq: fromSeq - 1, reason: "missing" } };
  const stretch = rows.filter(({ seq }) => seq >= fromSeq).slice(0, VERIFY_STEP);
  const followed = await extendChain(before, stretch.map(toEvent));
  if ("fault" in followed) return { verified: false, fault: followed.fault };
  const { head } = followed;
  const end = Math.min(query.to_seq ?? extent.sealedSeq, extent.sealedSeq);
  const fault = shortfall(head, extent, stretch.length < VERIFY_STEP ? end : head.seq);
  if (fault) return { verified: false, fault };
  return {
    verified: true,
    fromSeq,
    head: { seq: head.seq, hash: head.hash },
    unsealed: extent.lastSeq - extent.sealedSeq,
    nextSeq: head.seq < end ? head.seq + 1 : null,
  };
}

/** What the range is chained to: the event before it, wherever that is; `undefined` where it should be and is not. */
function beginning(extent: Extent, fromSeq: number, rows: readonly EventRow[]): Head | undefined {
  const seq = fromSeq - 1;
  if (seq === 0) return headAt(0, GENESIS);
  const hash = seq === extent.archivedSeq ? extent.archivedHash : rows.find((row) => row.seq === seq)?.hash;
  return hash ? headAt(seq, hash) : undefined;
}

/** What is wrong with a chain that holds as far as it goes: it ends before `end`, or in another hash than the one noted. */
function shortfall(head: Head, extent: Extent, end: number): Omit<ChainFault, "index"> | undefined {
  if (head.unsealed > 0) return { seq: head.seq + 1, reason: "hash_mismatch" };
  if (head.seq < end) return { seq: head.seq + 1, reason: "missing" };
  const isEnd = head.seq === extent.sealedSeq;
  return isEnd && head.hash !== extent.sealedHash ? { seq: head.seq, reason: "hash_mismatch" } : undefined;
}

/** The stretch and the event before it, and the extent of the log at the same moment. */
async function read(ctx: Context, query: VerifyQuery): Promise<{ extent: Extent; rows: EventRow[] }> {
  const { tenantId } = ctx.principal;
  const [[archived], [seal], [last], rows] = await ctx.db.batch([
    archivedSeq(ctx),
    ctx.db.select().from(eventSeals).where(eq(eventSeals.tenantId, tenantId)),
    ctx.db
      .select({ seq: sql<number | null>`max(${events.seq})` })
      .from(events)
      .where(eq(events.tenantId, tenantId)),
    ctx.db
      .select()
      .from(events)
      .where(
        and(
          eq(events.tenantId, tenantId),
          gte(events.seq, (query.from_seq ?? 1) - 1),
          lte(events.seq, sql`(select sealed_seq from event_seals where tenant_id = ${tenantId})`),
          query.to_seq === undefined ? undefined : lte(events.seq, query.to_seq),
        ),
      )
      .orderBy(asc(events.seq))
      .limit(VERIFY_STEP + 1),
  ]);
  const past = archived?.seq ?? 0;
  const sealedSeq = seal?.sealedSeq ?? past;
  return {
    extent: {
      archivedSeq: past,
      archivedHash: seal?.archivedHash ?? null,
      sealedSeq,
      sealedHash: seal?.sealedHash ?? GENESIS,
      lastSeq: Math.max(last?.seq ?? 0, sealedSeq),
    },
    rows,
  };
}
