import { and, eq } from "drizzle-orm";
import { wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { provisionTrunk } from "./provision";
import { trunkOf } from "./queries";
import { sipTrunks, type Trunk } from "./table";

/** Compares the trunk with Twilio again, and makes, changes or removes what differs, in the background. */
export async function startProvisioning(ctx: Context, id: string): Promise<Trunk> {
  const before = await trunkOf(ctx, id);
  const { trunk } = before;
  if (trunk.provider === "generic") {
    throw new Problem("illegal_transition", "A generic trunk has nothing at Twilio.");
  }
  if (trunk.provisioning === "pending") {
    ctx.inBackground(ctx, (later) => provisionTrunk(later, trunk.tenantId, id));
    return before;
  }
  const fields = {
    provisioning: "pending",
    provisioningError: null,
    version: trunk.version + 1,
    updatedAt: ctx.now,
  } as const;
  const started = await ctx.db
    .update(sipTrunks)
    .set(fields)
    .where(and(eq(sipTrunks.id, id), eq(sipTrunks.version, trunk.version)));
  if (!wroteSomething(started)) {
    throw new Problem("changed_meanwhile", "Another request just changed this trunk. Read it again and retry.");
  }
  ctx.inBackground(ctx, (later) => provisionTrunk(later, trunk.tenantId, id));
  return { ...before, trunk: { ...trunk, ...fields } };
}
