import { sourceOf } from "#events/log/source";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { moveNumber } from "./move";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";

/** Takes a number out of service while keeping it. Suspending twice is suspending once. */
export async function suspend(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const row = await numberOf(ctx, reference);
  return row.status === "suspended" ? row : await moveNumber(ctx.db, sourceOf(ctx), row, "suspend");
}
