import { and, eq, isNull, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { usernameOf } from "./parts";
import { provisionTrunk } from "./provision";
import { noTrunk, trunkOf } from "./queries";
import type { SipTrunkPassword } from "./responses";
import { sipTrunks } from "./table";
import { newTrunkPassword } from "./trunk-password";

/** Replaces the password of those who call into Twilio over the trunk. Twilio takes the new one within seconds. */
export async function rotatePassword(ctx: Context, id: string): Promise<SipTrunkPassword> {
  const { trunk } = await trunkOf(ctx, id);
  if (!trunk.settings.credentials) {
    throw new Problem("illegal_transition", "This trunk has no password: set `credentials` to true to give it one.");
  }
  const { clear, ...sealed } = await newTrunkPassword(ctx, id);
  const isThere = and(eq(sipTrunks.id, id), isNull(sipTrunks.deletedAt));
  const rotated = await createOnce(ctx, {
    body: { username: usernameOf(trunk), password: clear },
    secret: true,
    only: { if: sql`exists (select 1 from ${sipTrunks} where ${isThere})`, otherwise: noTrunk(id) },
    writes: (gate) => [
      ctx.db
        .update(sipTrunks)
        .set({
          ...sealed,
          settings: sql`json_set(${sipTrunks.settings}, '$.passwordSetAt', cast(${ctx.now} as integer))`,
          provisioning: "pending",
          version: sql`${sipTrunks.version} + 1`,
          updatedAt: ctx.now,
        })
        .where(and(isThere, gate)),
      recordEvent(ctx.db, sourceOf(ctx), "sip_trunk.password_rotated", id, {
        name: trunk.name,
        provider: trunk.provider,
      }),
    ],
  });
  ctx.inBackground(ctx, (later) => provisionTrunk(later, trunk.tenantId, id));
  return rotated;
}
