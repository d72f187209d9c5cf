import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { requireScope } from "../kernel/scope";
import { moveNumber } from "./move";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";

/** Puts a suspended number back into service. Resuming an active number changes nothing. */
export async function resume(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const row = await numberOf(ctx, reference);
  return row.status === "active" ? row : await moveNumber(ctx.db, sourceOf(ctx), row, "resume");
}
