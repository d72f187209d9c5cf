import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { evaluateReadiness, type ReadinessResult } from "./evaluate-readiness";
import { type ReadinessFacts, readFacts } from "./facts";

export interface Readiness extends ReadinessFacts {
  readonly result: ReadinessResult;
}

/**
 * Evaluates one of the caller's numbers now, and stores nothing. `reference` is its id or E.164; throws `not_found`.
 */
export async function getReadiness(ctx: Context, reference: string): Promise<Readiness> {
  const { id } = await numberOf(ctx, reference);
  const [found] = await readFacts(ctx, [id]);
  if (!found) throw new Problem("not_found", `There is no phone number ${reference}.`);
  return { ...found, result: evaluateReadiness(found.facts) };
}
