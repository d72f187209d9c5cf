import { systemSource } from "#events/log/source";
import { notePortOutReport, platformNumberInService } from "#inventory/phone-numbers/carrier-inventory";
import { changeNumberStatus } from "#inventory/phone-numbers/change-status";
import { batchAll } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { findAtCarrier } from "#operations/sync/phases/find-missing";
import { portedOutStatements } from "#operations/sync/ported-out";

/**
 * `unknown_number`: no tenant has it in the platform's account. `still_ours`: the carrier has it yet. `unconfirmed`:
 * the carrier did not answer, or the number changed meanwhile. The next sync acts on the last two, once it misses the
 * number.
 */
export type PortOutOutcome = "ported_out" | "still_ours" | "unconfirmed" | "unknown_number";

/**
 * Acts on the carrier's report that another carrier has taken a number. A report is only a hint: it changes the number
 * when the carrier itself says that it no longer has it. Safe to repeat, early, late and in parallel with the sync.
 */
export async function handlePortOut(
  ctx: Context,
  { phoneNumber }: { readonly phoneNumber: string },
): Promise<PortOutOutcome> {
  const [row] = await platformNumberInService(ctx, phoneNumber);
  if (!row) return "unknown_number";
  // The report is stored before the carrier is asked: if this invocation dies, the sync knows of it.
  await notePortOutReport(ctx, row.id);
  const reported = { ...row, portOutReportedAt: ctx.now };
  const found = await findAtCarrier(ctx, row);
  if (found.kind !== "ok") return "unconfirmed";
  if (found.value) return "still_ours";
  const statements = portedOutStatements(ctx, reported, "carrier_report");
  if (row.status === "lost") {
    await batchAll(ctx.db, statements);
    return "ported_out";
  }
  try {
    await changeNumberStatus(ctx.db, systemSource(ctx, row.tenantId), reported, "lose", statements);
  } catch (error) {
    if (error instanceof Problem && error.code === "changed_meanwhile") return "unconfirmed";
    throw error;
  }
  return "ported_out";
}
