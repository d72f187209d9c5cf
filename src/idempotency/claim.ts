import { and, eq, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { insertIf, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context, IdempotentRequest } from "#kernel/ports/context";
import { idempotencyKeys } from "./table";

/** The first request counts as dead after 60 seconds without a result; then a repeat takes over its key. */
const REQUEST_LOCK_MS = 60_000;
/** How long an Idempotency-Key is valid. */
export const IDEMPOTENCY_KEY_MS = 24 * 60 * 60_000;

export interface StoredResponse {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export type IdempotencyRow = typeof idempotencyKeys.$inferSelect;

/** The result of an earlier request with the same key. */
export type EarlierResult =
  | { readonly kind: "answer"; readonly answer: StoredResponse }
  | { readonly kind: "resource"; readonly id: string };

/**
 * An unexecuted statement that claims the key for this request. It writes nothing if another request has the key, or if
 * `gate` does not hold. `result` is stored for repeats: the whole response if it is known before the batch runs, or the
 * id of the resource whose rows will answer.
 */
export function claimKey(
  ctx: Context,
  request: IdempotentRequest,
  result: { answer?: StoredResponse; resourceId?: string } = {},
  gate?: SQL,
): Statement {
  const { db, now, principal } = ctx;
  const values = {
    tenantId: principal.tenantId,
    keyHash: request.keyHash,
    requestHash: request.requestHash,
    lockedUntil: now + REQUEST_LOCK_MS,
    resourceId: result.resourceId ?? null,
    status: result.answer?.status ?? null,
    body: result.answer?.body ?? null,
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

/**
 * Whether this request may claim the key: no request has it, the one that had it died, or the key has expired.
 */
export const isKeyFree = (row: IdempotencyRow | undefined, now: number): boolean =>
  row === undefined ||
  row.createdAt <= now - IDEMPOTENCY_KEY_MS ||
  (row.status === null && row.resourceId === null && row.lockedUntil <= now);

const isThisKey = ({ principal }: Context, { keyHash }: IdempotentRequest) =>
  and(eq(idempotencyKeys.tenantId, principal.tenantId), eq(idempotencyKeys.keyHash, keyHash));

/** An unexecuted statement that reads the key's row. */
export const readKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.select().from(idempotencyKeys).where(isThisKey(ctx, request));

/** Stores the final response, which answers every repeat from now on. */
export const storeResponse = (ctx: Context, request: IdempotentRequest, answer: StoredResponse) =>
  ctx.db.update(idempotencyKeys).set(answer).where(isThisKey(ctx, request));

/** Ends the request: from now on the rows of its resource answer a repeat. */
export const unlockKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.update(idempotencyKeys).set({ lockedUntil: ctx.now }).where(isThisKey(ctx, request));

/** Releases the key of a request that changed nothing, so that it can be sent again. */
export const releaseKey = (ctx: Context, request: IdempotentRequest) =>
  ctx.db.delete(idempotencyKeys).where(and(isThisKey(ctx, request), isNull(idempotencyKeys.status)));

function resultOf({ status, body, resourceId, lockedUntil }: IdempotencyRow, now: number): EarlierResult | undefined {
  if (status !== null && body !== null) return { kind: "answer", answer: { status, body } };
  return resourceId !== null && lockedUntil <= now ? { kind: "resource", id: resourceId } : undefined;
}

/**
 * The earlier result for a request whose key is taken. Throws `idempotency_key_reused` if the requests differ, and
 * `request_in_progress` while the first one runs. Notes in the request that it is a repeat.
 */
export function compareRequest(row: IdempotencyRow, request: IdempotentRequest, now: number): EarlierResult {
  if (row.requestHash !== request.requestHash) {
    throw new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was sent with another path, query or body before. Send a new key for a new request.",
    );
  }
  const earlier = resultOf(row, now);
  if (earlier) {
    request.replayed = true;
    return earlier;
  }
  // Nearly every request ends within seconds; the lock time is only for the rare one that died.
  const retryAfter = 2;
  const detail = `The first request with this Idempotency-Key is still running. Retry in ${retryAfter} s. If it has died, a repeat runs in its place after ${Math.ceil((row.lockedUntil - now) / 1_000)} s.`;
  throw new Problem("request_in_progress", detail, { retryAfter });
}
