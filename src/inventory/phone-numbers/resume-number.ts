import { sourceOf } from "#events/log/source";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { changeNumberStatus } from "./change-status";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";

/** Puts a suspended number back into service. A repeated request changes nothing. */
export async function resumeNumber(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const row = await numberOf(ctx, reference);
  return row.status === "active" ? row : await changeNumberStatus(ctx.db, sourceOf(ctx), row, "resume");
}
