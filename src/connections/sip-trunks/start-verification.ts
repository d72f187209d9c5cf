import { and, eq } from "drizzle-orm";
import { wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { trunkOf } from "./queries";
import { sipTrunks, type Trunk } from "./table";
import { type ReportTrunk, verifyTrunk } from "./verify-trunk";

/**
 * Starts a verification in the background. The job `sip-trunk-health` finishes one whose invocation died. While one is
 * under way, another request only gets its state.
 */
export async function startVerification(ctx: Context, id: string, report: ReportTrunk): Promise<Trunk> {
  const before = await trunkOf(ctx, id);
  const { trunk } = before;
  if (trunk.verifyingUntil > ctx.now) return before;
  const fields = { status: "verifying", version: trunk.version + 1, updatedAt: ctx.now } as const;
  if (trunk.status !== "verifying") {
    const started = await ctx.db
      .update(sipTrunks)
      .set(fields)
      .where(and(eq(sipTrunks.id, id), eq(sipTrunks.version, trunk.version)));
    if (!wroteSomething(started)) {
      throw new Problem("changed_meanwhile", "Another request just changed this trunk. Read it again and retry.");
    }
  }
  ctx.inBackground(ctx, (later) => verifyTrunk(later, { tenantId: trunk.tenantId, id, showsSteps: true, report }));
  return trunk.status === "verifying" ? before : { ...before, trunk: { ...trunk, ...fields } };
}
