import { and, eq, or, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { regulatoryClaims, regulatoryDefaults } from "./table";

/**
 * For the platform: lets go of an address or a bundle that is a tenant's, so that it is whoever's uses it next. Numbers that were
 * bought with it stay as they are. What is a default must be removed as that first: it would be used again. What is nobody's
 * is free already.
 */
export async function freeClaim(ctx: Context, sid: string): Promise<void> {
  requireScope(ctx, "admin");
  if (!/^(AD|BU)[0-9a-f]{32}$/.test(sid)) throw new Problem("not_found", `${sid} is no address and no bundle.`);
  const claim = await claimOn(ctx, sid);
  if (!claim) return;
  const { db } = ctx;
  const { tenantId, kind } = claim;
  const named = or(eq(regulatoryDefaults.addressSid, sid), eq(regulatoryDefaults.bundleSid, sid));
  const isDefault = and(eq(regulatoryDefaults.tenantId, tenantId), named);
  const isNoDefault = sql`not exists (select 1 from ${regulatoryDefaults} where ${isDefault})`;
  const [deleted] = await db.batch([
    db
      .delete(regulatoryClaims)
      .where(and(eq(regulatoryClaims.sid, sid), eq(regulatoryClaims.tenantId, tenantId), isNoDefault)),
    recordEvent(db, sourceOf(ctx, tenantId), "regulatory_claim.freed", sid, { kind }),
  ]);
  if (!wroteSomething(deleted) && (await claimOn(ctx, sid))) {
    throw new Problem("illegal_transition", `${sid} is a default of ${tenantId}: it must be removed as that first.`);
  }
}

async function claimOn({ db }: Context, sid: string) {
  const [claim] = await db.select().from(regulatoryClaims).where(eq(regulatoryClaims.sid, sid));
  return claim;
}
