import { and, eq, or, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { regulatoryClaims, regulatoryDefaults } from "./table";

/**
 * Deletes the claim on an address or bundle, so that the next tenant that uses it claims it. Only the platform may do
 * this. Numbers that were bought with the document stay as they are. A document that is a default of its tenant is
 * refused, because the tenant's next order would claim it again. Freeing an unclaimed document changes nothing.
 */
export async function freeClaim(ctx: Context, sid: string): Promise<void> {
  if (!/^(AD|BU)[0-9a-f]{32}$/.test(sid))
    throw new Problem("not_found", `${sid} is not the id of an address (AD…) or a bundle (BU…).`);
  const claim = await claimOn(ctx, sid);
  if (!claim) return;
  const { db } = ctx;
  const { tenantId, kind } = claim;
  const named = or(eq(regulatoryDefaults.addressSid, sid), eq(regulatoryDefaults.bundleSid, sid));
  const isDefault = and(eq(regulatoryDefaults.tenantId, tenantId), named);
  const isNoDefault = sql`not exists (select 1 from ${regulatoryDefaults} where ${isDefault})`;
  const { deleted } = await batchNamed(db, {
    deleted: db
      .delete(regulatoryClaims)
      .where(and(eq(regulatoryClaims.sid, sid), eq(regulatoryClaims.tenantId, tenantId), isNoDefault)),
    event: recordEvent(db, sourceOf(ctx, tenantId), "regulatory_claim.freed", sid, { kind }),
    dirty: markDirty(db, sql`${sid}`, sql`where ${previousWroteSomething}`),
  });
  if (!wroteSomething(deleted) && (await claimOn(ctx, sid))) {
    throw new Problem(
      "illegal_transition",
      `${sid} is a default of the tenant ${tenantId}. Remove that default first.`,
    );
  }
}

async function claimOn({ db }: Context, sid: string) {
  const [claim] = await db.select().from(regulatoryClaims).where(eq(regulatoryClaims.sid, sid));
  return claim;
}
