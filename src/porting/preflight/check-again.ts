import { and, eq, sql } from "drizzle-orm";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { numbersOfRequest, requireRequest } from "../requests/queries";
import { portingRequests } from "../requests/table";
import type { StoredPreflight } from "../requests/values";
import { preflightOf } from "./check-request";
import type { PortingPreflight } from "./responses";
import { toPreflight } from "./wire";

/**
 * Checks a request anew: facts such as dates, and numbers elsewhere, change without it. A result that differs from
 * the stored one replaces it, unless the request changes meanwhile, as that change makes a check of its own.
 */
export async function checkAgain(ctx: Context, requestId: string): Promise<PortingPreflight> {
  requireScopeOrOperator(ctx, "porting:write");
  const request = await requireRequest(ctx, requestId);
  const { preflight } = await preflightOf(ctx, request, await numbersOfRequest(ctx, requestId));
  if (!isSameResult(request.preflight, preflight)) {
    await ctx.db
      .update(portingRequests)
      .set({ preflight, version: sql`${portingRequests.version} + 1`, updatedAt: ctx.now })
      .where(and(eq(portingRequests.id, requestId), eq(portingRequests.version, request.version)));
  }
  return toPreflight(preflight);
}

function isSameResult(before: StoredPreflight | null, after: StoredPreflight): boolean {
  const timeless = (preflight: StoredPreflight | null) => JSON.stringify({ ...preflight, checkedAt: 0 });
  return before !== null && timeless(before) === timeless(after);
}
