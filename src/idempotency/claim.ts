import { and, eq, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { insertIf, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context, IdempotentRequest } from "#kernel/ports/context";
import { idempotencyKeys } from "./table";

/** A request that has given no sign of life for this long is taken to have died, and a repeat takes its place. */
export const REQUEST_LOCK_MS = 60_000;
/** How long an Idempotency-Key is remembered. */
export const IDEMPOTENCY_KEY_MS = 24 * 60 * 60_000;

export interface StoredResponse {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export type IdempotencyRow = typeof idempotencyKeys.$inferSelect;

/** What an earlier request with the same key left behind. */
export type EarlierResult =
  | { readonly kind: "answer"; readonly answer: StoredResponse }
  | { readonly kind: "resource"; readonly id: string };

/**
 * Takes the key for this request; writes nothing if somebody has it, or if `gate` does not hold. `made` is what the batch goes
 * on to make: either the whole answer, when it is known beforehand, or the resource whose own rows will tell.
 */
export function claimKey(
  ctx: Context,
  request: IdempotentRequest,
  made: { answer?: StoredResponse; resourceId?: string } = {},
  gate?: SQL,
): Statement {
  const { db, now, principal } = ctx;
  const values = {
    tenantId: principal.tenantId,
    keyHash: request.keyHash,
    requestHash: request.requestHash,
    lockedUntil: now + REQUEST_LOCK_MS,
    resourceId: made.resourceId ?? null,
    status: made.answer?.status ?? null,
    body: made.answer?.body ?? null,
    createdAt: now,
  };
  const died = and(
    isNull(idempotencyKeys.status),
    isNull(idempotencyKeys.resourceId),
    lte(idempotencyKeys.lockedUntil, now),
  );
  return insertIf(db, idempotencyKeys, values, gate).onConflictDoUpdate({
    target: [idempotencyKeys.tenantId, idempotencyKeys.keyHash],
    set: values,
    setWhere: sql`${or(died, lte(idempotencyKeys.createdAt, now - IDEMPOTENCY_KEY_MS))}`,
  });
}

/** Whether a key that was read can be taken by another request: nobody has it, or whoever had it died or is forgotten. */
export const isKeyFree = (row: IdempotencyRow | undefined, now: number): boolean =>
  row === undefined ||
  row.createdAt <= now - IDEMPOTENCY_KEY_MS ||
  (row.status === null && row.resourceId === null && row.lockedUntil <= now);

const mine = ({ principal }: Context, { keyHash }: IdempotentRequest) =>
  and(eq(idempotencyKeys.tenantId, principal.tenantId), eq(idempotencyKeys.keyHash, keyHash));

/** Reads the key's row, for the same batch. */
export const readKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.select().from(idempotencyKeys).where(mine(ctx, request));

/** Writes the final answer down. */
export const storeResponse = (ctx: Context, request: IdempotentRequest, answer: StoredResponse) =>
  ctx.db.update(idempotencyKeys).set(answer).where(mine(ctx, request));

/** Says that the request is over and that its resource's own rows are the answer. */
export const unlockKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.update(idempotencyKeys).set({ lockedUntil: ctx.now }).where(mine(ctx, request));

/** Lets the key go: the request made nothing, so it may be sent again. */
export const releaseKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.delete(idempotencyKeys).where(and(mine(ctx, request), isNull(idempotencyKeys.status)));

/** What a request is to do that found its key taken. Throws when it is another request's, or that one still runs. */
export function compareRequest(row: IdempotencyRow, request: IdempotentRequest, now: number): EarlierResult {
  if (row.requestHash !== request.requestHash) {
    throw new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key came with another path, query or body before. Send a new key for a new request.",
    );
  }
  if (row.status !== null && row.body !== null)
    return { kind: "answer", answer: { status: row.status, body: row.body } };
  if (row.resourceId !== null && row.lockedUntil <= now) return { kind: "resource", id: row.resourceId };
  // Nearly always it is done in a moment; the lock is for the rare one that died.
  const retryAfter = 2;
  const detail = `The first request with this Idempotency-Key is still running. If it died, a repeat takes its place in ${Math.ceil((row.lockedUntil - now) / 1_000)} s.`;
  throw new Problem("request_in_progress", detail, { retryAfter });
}
