import { numberOf } from "#inventory/phone-numbers/queries";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Gathered, gather } from "./gather";
import { judge, type Verdict } from "./verdict";

export interface Readiness extends Gathered {
  readonly verdict: Verdict;
}

/** Whether callers reach one of the tenant's numbers, by what is true now; the list's filter follows changes. */
export async function readinessOf(ctx: Context, reference: string): Promise<Readiness> {
  const { id } = await numberOf(ctx, reference);
  const [gathered] = await gather(ctx, [id]);
  if (!gathered) throw new Problem("not_found", `There is no phone number ${reference}.`);
  return { ...gathered, verdict: judge(gathered.facts) };
}
