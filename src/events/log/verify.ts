import { and, asc, eq, gte, lte, sql } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type ChainFault, extendChain, GENESIS, type Head, headAt } from "./chain";
import { archivedSeq, type EventRow, requireUnarchived } from "./queries";
import { newestEvent } from "./reads";
import { eventSeals, events } from "./table";
import { toEvent } from "./wire";

/** Events per request: the hashes that one request recomputes. */
export const VERIFY_STEP = 1_000;

export interface VerifyQuery {
  readonly from_seq?: number | undefined;
  readonly to_seq?: number | undefined;
}

export type VerificationResult =
  | {
      readonly verified: true;
      readonly fromSeq: number;
      /** The last verified event, with its hash. */
      readonly head: Omit<Head, "unsealed">;
      /** Events of the whole log that are not sealed yet. */
      readonly unsealed: number;
      readonly nextSeq: number | null;
    }
  | { readonly verified: false; readonly fault: Omit<ChainFault, "index"> };

/** The three ends of a log at one moment: archived up to, sealed up to, newest event. */
interface LogExtent {
  readonly archivedSeq: number;
  readonly archivedHash: string | null;
  readonly sealedSeq: number;
  readonly sealedHash: string;
  readonly lastSeq: number;
}

/** Recomputes the hashes of sealed events in the log and compares them with the stored ones. */
export async function verifyEvents(ctx: Context, query: VerifyQuery): Promise<VerificationResult> {
  const { extent, rows } = await read(ctx, query);
  const fromSeq = query.from_seq ?? extent.archivedSeq + 1;
  requireUnarchived(Math.min(fromSeq, query.to_seq ?? fromSeq) - 1, extent.archivedSeq);
  if (fromSeq > extent.sealedSeq + 1) {
    throw invalidField(
      "query",
      "/from_seq",
      `Must be at most ${extent.sealedSeq + 1}: later events are not sealed yet. Sealing takes up to a minute.`,
    );
  }
  const before = headBefore(extent, fromSeq, rows);
  if (!before) return { verified: false, fault: { seq: fromSeq - 1, reason: "missing" } };
  const checked = rows.filter(({ seq }) => seq >= fromSeq).slice(0, VERIFY_STEP);
  const followed = await extendChain(before, checked.map(toEvent));
  if ("fault" in followed) return { verified: false, fault: followed.fault };
  const { head } = followed;
  const end = Math.min(query.to_seq ?? extent.sealedSeq, extent.sealedSeq);
  const fault = shortfall(head, extent, checked.length < VERIFY_STEP ? end : head.seq);
  if (fault) return { verified: false, fault };
  return {
    verified: true,
    fromSeq,
    head: { seq: head.seq, hash: head.hash },
    unsealed: extent.lastSeq - extent.sealedSeq,
    nextSeq: head.seq < end ? head.seq + 1 : null,
  };
}

/**
 * The chain's head before the range: the genesis, the last archived event, or an event of the log. `undefined` if
 * missing.
 */
function headBefore(extent: LogExtent, fromSeq: number, rows: readonly EventRow[]): Head | undefined {
  const seq = fromSeq - 1;
  if (seq === 0) return headAt(0, GENESIS);
  const hash = seq === extent.archivedSeq ? extent.archivedHash : rows.find((row) => row.seq === seq)?.hash;
  return hash ? headAt(seq, hash) : undefined;
}

/** The fault of a chain whose hashes all match: it ends before `end`, or with another hash than the stored head. */
function shortfall(head: Head, extent: LogExtent, end: number): Omit<ChainFault, "index"> | undefined {
  if (head.unsealed > 0) return { seq: head.seq + 1, reason: "hash_mismatch" };
  if (head.seq < end) return { seq: head.seq + 1, reason: "missing" };
  const isEnd = head.seq === extent.sealedSeq;
  return isEnd && head.hash !== extent.sealedHash ? { seq: head.seq, reason: "hash_mismatch" } : undefined;
}

/** The requested events with the one before them, and the extent of the log at the same moment. */
async function read(ctx: Context, query: VerifyQuery): Promise<{ extent: LogExtent; rows: EventRow[] }> {
  const { tenantId } = ctx.principal;
  const {
    archived: [archived],
    seal: [seal],
    newest: [newest],
    rows,
  } = await batchNamed(ctx.db, {
    archived: archivedSeq(ctx),
    seal: ctx.db.select().from(eventSeals).where(eq(eventSeals.tenantId, tenantId)),
    newest: newestEvent(ctx.db, tenantId),
    rows: ctx.db
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
  });
  const lastArchived = archived?.seq ?? 0;
  const sealedSeq = seal?.sealedSeq ?? lastArchived;
  return {
    extent: {
      archivedSeq: lastArchived,
      archivedHash: seal?.archivedHash ?? null,
      sealedSeq,
      sealedHash: seal?.sealedHash ?? GENESIS,
      lastSeq: Math.max(newest?.seq ?? 0, sealedSeq),
    },
    rows,
  };
}
