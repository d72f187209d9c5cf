import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { StoredDecision } from "./call-record";
import { callOf } from "./queries";

/** What was decided when the number rang. A call may be known before that, as webhooks come in any order. */
export async function decisionOf(ctx: Context, id: string): Promise<StoredDecision> {
  const { decision } = await callOf(ctx, id);
  if (!decision) throw new Problem("not_found", `Nothing is known of how the call ${id} was decided.`);
  return decision;
}
