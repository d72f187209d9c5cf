import type { SQL } from "drizzle-orm";
import { batchNamed, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import type { Context, IdempotentRequest } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import {
  claimKey,
  compareRequest,
  type IdempotencyRow,
  isKeyFree,
  readKey,
  releaseKey,
  type StoredResponse,
  storeResponse,
} from "./claim";
import { sealResponse, unsealResponse } from "./seal";

interface Creation<Body> {
  /** The response, known before anything is written. */
  readonly body: Body;
  /** The response contains a secret: store it encrypted, so that only this caller can read it again. */
  readonly secret?: boolean;
  /** A condition that is checked in the transaction. If it does not hold, nothing is written and `otherwise` thrown. */
  readonly only?: { readonly if: SQL; readonly otherwise: Problem };
  /**
   * The statements to run. The first must write only under `gate`, and each further one only if the one before wrote.
   */
  readonly writes: (gate: SQL | undefined) => [Statement, ...Statement[]];
}

/**
 * Creates a resource that consists of rows only, together with the Idempotency-Key, in one batch: once, or not at all.
 */
export async function createOnce<Body>(ctx: Context, { body, secret, only, writes }: Creation<Body>): Promise<Body> {
  const request = ctx.idempotency;
  if (!request) {
    const [written] = await ctx.db.batch(writes(only?.if));
    if (only && !wroteSomething(written)) throw only.otherwise;
    return body;
  }
  const earlier = await answerElsewhere(ctx, request);
  if (earlier) return JSON.parse(secret ? await unsealForCaller(request, earlier.body) : earlier.body);
  const text = JSON.stringify(body);
  const answer = { status: 201, body: secret ? await sealResponse(request.sealingKey, text, ctx.randomBytes) : text };
  const {
    claimed,
    keys: [row],
  } = await batchNamed(ctx.db, {
    claimed: claimKey(ctx, request, { answer }, only?.if),
    keys: readKey(ctx, request),
    written: writes(previousWroteSomething),
  });
  if (wroteSomething(claimed)) return body;
  if (only && isKeyFree(row, ctx.now)) throw only.otherwise;
  const stored = earlierAnswer(row, request, ctx.now).body;
  return JSON.parse(secret ? await unsealForCaller(request, stored) : stored);
}

/**
 * The answer that another database has for a request of the platform: its keys are beside what its requests change,
 * and that may be in another database now. A tenant's keys move with it, so there is no query for a tenant.
 */
async function answerElsewhere(ctx: Context, request: IdempotentRequest): Promise<StoredResponse | null> {
  try {
    const row = await keyElsewhere(ctx, request);
    return row ? earlierAnswer(row, request, ctx.now) : null;
  } catch (error) {
    if (error instanceof Problem) throw error;
    // A repeat needs only the database that has its key, whichever other one is away.
    const [own] = await readKey(ctx, request);
    if (isKeyFree(own, ctx.now)) throw error;
    return earlierAnswer(own, request, ctx.now);
  }
}

/** The key's row in another database, for a request of the platform. */
export async function keyElsewhere(ctx: Context, request: IdempotentRequest): Promise<IdempotencyRow | undefined> {
  if (ctx.principal.tenantId !== PLATFORM_TENANT_ID) return undefined;
  const found = await Promise.all(elsewhere(ctx).map((each) => readKey(each, request)));
  return found.flat().find((each) => !isKeyFree(each, ctx.now));
}

function earlierAnswer(row: IdempotencyRow | undefined, request: IdempotentRequest, now: number): StoredResponse {
  const earlier = row && compareRequest(row, request, now);
  if (earlier?.kind === "answer") return earlier.answer;
  throw new Problem("changed_meanwhile", "The Idempotency-Key expired during this request. Send the request again.");
}

async function unsealForCaller(request: IdempotentRequest, sealed: string): Promise<string> {
  const text = await unsealResponse(request.sealingKey, sealed);
  if (text === null) {
    throw new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another API key, and the response contains a secret that only that API key may read.",
    );
  }
  return text;
}

/**
 * The answer of an earlier request with the same key; `null` if this one is the first. For creations whose checks would
 * refuse the repeat, because the first request has made it so.
 */
export async function storedAnswer<Body>(ctx: Context): Promise<Body | null> {
  const request = ctx.idempotency;
  if (!request) return null;
  const [row] = await readKey(ctx, request);
  const earlier = isKeyFree(row, ctx.now) ? await answerElsewhere(ctx, request) : earlierAnswer(row, request, ctx.now);
  return earlier && JSON.parse(earlier.body);
}

/**
 * Runs an action that is safe to run twice. A repeat with the same key gets the stored response instead of a second
 * run. After a `Problem` the key is free again; after any other error it stays locked, because `run` may have had an
 * effect.
 */
export async function runOnce<Body>(
  ctx: Context,
  run: () => Promise<{ status: number; body: Body }>,
): Promise<{ status: number; body: Body }> {
  const request = ctx.idempotency;
  if (!request) return await run();
  const before = await answerElsewhere(ctx, request);
  if (before) return { status: before.status, body: JSON.parse(before.body) };
  const {
    claimed,
    keys: [row],
  } = await batchNamed(ctx.db, { claimed: claimKey(ctx, request), keys: readKey(ctx, request) });
  if (!wroteSomething(claimed)) {
    const { status, body } = earlierAnswer(row, request, ctx.now);
    return { status, body: JSON.parse(body) };
  }
  try {
    const done = await run();
    await storeResponse(ctx, request, { status: done.status, body: JSON.stringify(done.body) });
    return done;
  } catch (error) {
    if (error instanceof Problem) await releaseKey(ctx, request);
    throw error;
  }
}
