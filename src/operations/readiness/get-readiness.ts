import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { evaluateReadiness, type ReadinessResult } from "./evaluate-readiness";
import { type ReadinessFacts, readFacts } from "./facts";

export interface Readiness extends ReadinessFacts {
  readonly result: ReadinessResult;
}

/** Whether callers reach one of the tenant's numbers, by what is true now; the list's filter follows changes. */
export async function getReadiness(ctx: Context, reference: string): Promise<Readiness> {
  const { id } = await numberOf(ctx, reference);
  const [gathered] = await readFacts(ctx, [id]);
  if (!gathered) throw new Problem("not_found", `There is no phone number ${reference}.`);
  return { ...gathered, result: evaluateReadiness(gathered.facts) };
}
