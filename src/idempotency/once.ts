import type { SQL } from "drizzle-orm";
import { batchNamed, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context, IdempotentRequest } from "#kernel/ports/context";
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
  /** The answer, known before anything is written. */
  readonly body: Body;
  /** The answer holds a secret: store it so that only this caller can read it again. */
  readonly secret?: boolean;
  /** What must hold at the moment of writing, and what is thrown when it does not: then nothing is written. */
  readonly only?: { readonly if: SQL; readonly otherwise: Problem };
  /** The rows to write. The first must be written only under `gate`, and each further one only if the one before was. */
  readonly writes: (gate: SQL | undefined) => [Statement, ...Statement[]];
}

/** Creates something that is rows and nothing else, and its Idempotency-Key, in one batch: all of it once, or none of it. */
export async function createOnce<Body>(ctx: Context, { body, secret, only, writes }: Creation<Body>): Promise<Body> {
  const request = ctx.idempotency;
  if (!request) {
    const [written] = await ctx.db.batch(writes(only?.if));
    if (only && !wroteSomething(written)) throw only.otherwise;
    return body;
  }
  const text = JSON.stringify(body);
  const answer = { status: 201, body: secret ? await sealResponse(request.sealingKey, text) : text };
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
  return JSON.parse(secret ? await reveal(request, stored) : stored);
}

function earlierAnswer(row: IdempotencyRow | undefined, request: IdempotentRequest, now: number): StoredResponse {
  const earlier = row && compareRequest(row, request, now);
  if (earlier?.kind === "answer") return earlier.answer;
  throw new Problem("changed_meanwhile", "The Idempotency-Key has just been forgotten; try again.");
}

async function reveal(request: IdempotentRequest, sealed: string): Promise<string> {
  const text = await unsealResponse(request.sealingKey, sealed);
  if (text === null) {
    throw new Problem(
      "idempotency_key_reused",
      "Another credential used this Idempotency-Key, and only it may see the answer.",
    );
  }
  return text;
}

/** Runs something that is safe to repeat but costs a step: a repeat of the key gets the first one's answer. */
export async function runOnce<Body>(
  ctx: Context,
  run: () => Promise<{ status: number; body: Body }>,
): Promise<{ status: number; body: Body }> {
  const request = ctx.idempotency;
  if (!request) return await run();
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
