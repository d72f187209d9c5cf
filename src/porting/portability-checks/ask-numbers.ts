import { eq } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { toAsked } from "./answer";
import { claimNumbers, releaseNumbers, storeAnswers, takeAnswers } from "./statements";
import { type CheckRow, portabilityChecks } from "./table";

/** A Worker has six connections: https://developers.cloudflare.com/workers/platform/limits/. One is the database's. */
export const NUMBERS_AT_ONCE = 5;

/** The bounds of one run. */
interface Pace {
  /** Numbers at most. */
  readonly numbers: number;
  /** After this time since the invocation began, no further numbers are asked about. */
  readonly untilMs: number;
}

export interface CheckProgress {
  /** The check as it is stored now. */
  readonly check: CheckRow;
  /** How many numbers have got an answer. */
  readonly answered: number;
  /** The carrier made the run wait, for at least so long; `null`: it did not. */
  readonly waitSeconds: number | null;
}

/**
 * Asks the carrier about a check's claimed numbers, a few at once, and claims more until the pace, the check or the
 * carrier ends it. Each few answers are stored before the next are asked for, so a run that dies loses few.
 */
export async function askNumbers(
  ctx: Context,
  check: CheckRow,
  claimed: readonly string[],
  { numbers, untilMs }: Pace,
): Promise<CheckProgress> {
  const { porting } = ctx.carrierAccount(null);
  let progress: CheckProgress = { check, answered: 0, waitSeconds: null };
  let left = claimed;
  for (let asked = left.length; left.length > 0; asked += left.length) {
    const results = await Promise.all(
      left.map(async (e164) => ({ e164, asked: toAsked(await porting.portability(e164)) })),
    );
    const answers = results.flatMap(({ e164, asked: result }) =>
      "answer" in result ? [{ e164, answer: result.answer }] : [],
    );
    const waits = results.flatMap(({ asked: result }) => ("waitSeconds" in result ? [result.waitSeconds] : []));
    const at = ctx.now + ctx.elapsedMs();
    const goesOn = waits.length === 0 && asked < numbers && ctx.elapsedMs() < untilMs;
    const { checks, more } = await batchNamed(ctx.db, {
      stored: storeAnswers(ctx, answers, at),
      released: releaseNumbers(
        ctx,
        results.flatMap(({ e164, asked: result }) => ("answer" in result ? [] : [e164])),
      ),
      taken: takeAnswers({ ...ctx, now: at }, check, at),
      more: goesOn ? [claimNumbers(ctx, check.id, at, Math.min(NUMBERS_AT_ONCE, numbers - asked))] : [],
      checks: ctx.db.select().from(portabilityChecks).where(eq(portabilityChecks.id, check.id)),
    });
    progress = {
      check: checks[0] ?? progress.check,
      answered: progress.answered + answers.length,
      waitSeconds: waits.length > 0 ? Math.max(...waits) : null,
    };
    left = (more[0] ?? []).map(({ e164 }) => e164);
  }
  return progress;
}
