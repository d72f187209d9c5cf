import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, type Database, type Statement, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { provisionTrunk } from "./provision";
import { trunkOrDeletedOf } from "./queries";
import { sipGateways, sipTrunks } from "./table";

/** Something of the tenant's that uses a trunk, such as its numbers. */
export interface TrunkUse {
  /** True while something uses the trunk. The deletion checks it as it writes. */
  readonly isInUse: (db: Database, trunkId: string) => SQL;
  /** Says what uses the trunk and what to do about it; null: nothing does. */
  readonly describe: (ctx: Context, trunkId: string) => Promise<string | null>;
}

/**
 * Returns the statements that close the findings about a trunk that is deleted (`trunkId`; null: it stays) and about
 * gateways that are removed, from the group of findings, which ranks higher. They are in the batch of the deletion and
 * may write only while `gate` holds.
 */
export type CloseTrunkFindings = (
  ctx: Context,
  gone: { readonly tenantId: string; readonly trunkId: string | null; readonly gatewayIds: readonly string[] },
  gate: SQL,
) => readonly Statement[];

export interface TrunkDeletion {
  readonly ifMatch: string | undefined;
  /** The uses that keep the trunk from being deleted. */
  readonly uses: readonly TrunkUse[];
  readonly closeFindings: CloseTrunkFindings;
}

/**
 * Deletes a trunk that nothing uses, with its gateways and the findings about them. Deleting it again changes nothing.
 */
export async function deleteTrunk(
  ctx: Context,
  id: string,
  { ifMatch, uses, closeFindings }: TrunkDeletion,
): Promise<void> {
  const { trunk, gateways } = await trunkOrDeletedOf(ctx, id);
  if (trunk.deletedAt !== null) return;
  requireMatch(ifMatch, trunk.version);
  const isAtTwilio = trunk.provider !== "generic";
  const unused = uses.map(({ isInUse }) => sql`not ${isInUse(ctx.db, id)}`);
  const isDeleted = sql`exists (select 1 from ${sipTrunks}
    where ${sipTrunks.id} = ${id} and ${sipTrunks.deletedAt} is not null)`;
  const { deleted } = await batchNamed(ctx.db, {
    deleted: ctx.db
      .update(sipTrunks)
      .set({
        deletedAt: ctx.now,
        // The result of a verification that is under way is about nothing any more, and opens no findings.
        verifyingUntil: 0,
        updatedAt: ctx.now,
        version: trunk.version + 1,
        ...(isAtTwilio && { provisioning: "removing" as const }),
      })
      .where(and(eq(sipTrunks.id, id), eq(sipTrunks.version, trunk.version), isNull(sipTrunks.deletedAt), ...unused)),
    event: recordEvent(ctx.db, sourceOf(ctx), "sip_trunk.deleted", id, { name: trunk.name, provider: trunk.provider }),
    gateways: ctx.db.delete(sipGateways).where(and(eq(sipGateways.sipTrunkId, id), isDeleted)),
    findings: closeFindings(
      ctx,
      { tenantId: trunk.tenantId, trunkId: id, gatewayIds: gateways.map((gateway) => gateway.id) },
      isDeleted,
    ),
  });
  if (wroteSomething(deleted)) {
    if (isAtTwilio) ctx.inBackground(ctx, (later) => provisionTrunk(later, trunk.tenantId, id));
    return;
  }
  for (const { describe } of uses) {
    const use = await describe(ctx, id);
    if (use !== null) throw new Problem("sip_trunk_in_use", use);
  }
  throw new Problem("changed_meanwhile", "Another request just changed this trunk. Read it again and retry.");
}
