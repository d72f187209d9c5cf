import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { StoredDecision } from "./call-facts";
import { callOf } from "./queries";

/**
 * The routing decision when the number rang. A status webhook may make the call known before the decision is recorded.
 */
export async function decisionOfCall(ctx: Context, id: string): Promise<StoredDecision> {
  const { decision } = await callOf(ctx, id);
  if (!decision) {
    throw new Problem("not_found", `No routing decision is recorded for the call ${id}. If it has just begun, retry.`);
  }
  return decision;
}
