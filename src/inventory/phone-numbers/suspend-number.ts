import { sourceOf } from "#events/log/source";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { changeNumberStatus } from "./change-status";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";

/** Takes a number out of service; the tenant keeps it. A repeated request changes nothing. */
export async function suspendNumber(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const row = await numberOf(ctx, reference);
  return row.status === "suspended" ? row : await changeNumberStatus(ctx.db, sourceOf(ctx), row, "suspend");
}
