import { and, asc, eq, gt, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import { newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type GatewayRow, sipGateways, sipTrunks, type Trunk, type TrunkRow } from "./table";

export const noTrunk = (id: string): Problem => new Problem("not_found", `Your tenant has no SIP trunk ${id}.`);

/** The gateways of a trunk, in the order in which they were created. Unexecuted. */
const gatewaysOf = (db: Database, trunkId: string) =>
  db
    .select()
    .from(sipGateways)
    .where(eq(sipGateways.sipTrunkId, trunkId))
    .orderBy(asc(sipGateways.createdAt), asc(sipGateways.id));

const rowOf = (db: Database, tenantId: string, id: string) =>
  db
    .select()
    .from(sipTrunks)
    .where(and(eq(sipTrunks.id, id), eq(sipTrunks.tenantId, tenantId)));

/** A trunk of a tenant, even if it was deleted; null if there is none. */
export async function readTrunk(db: Database, tenantId: string, id: string): Promise<Trunk | null> {
  const {
    trunks: [trunk],
    gateways,
  } = await batchNamed(db, { trunks: rowOf(db, tenantId, id), gateways: gatewaysOf(db, id) });
  return trunk ? { trunk, gateways } : null;
}

/** A trunk of the caller, even if it was deleted. Throws `not_found`. */
export async function trunkOrDeletedOf(ctx: Context, id: string): Promise<Trunk> {
  requireScope(ctx, "trunks:read");
  const found = await readTrunk(ctx.db, ctx.principal.tenantId, id);
  if (!found) throw noTrunk(id);
  return found;
}

/** A trunk of the caller. Throws `not_found`. */
export async function trunkOf(ctx: Context, id: string): Promise<Trunk> {
  const found = await trunkOrDeletedOf(ctx, id);
  if (found.trunk.deletedAt !== null) throw noTrunk(id);
  return found;
}

export async function listTrunks(ctx: Context, query: PageQuery): Promise<Page<Trunk>> {
  const page = await readPage<TrunkRow>(ctx.db.select().from(sipTrunks), newestFirst(sipTrunks), query, [
    eq(sipTrunks.tenantId, ctx.principal.tenantId),
    isNull(sipTrunks.deletedAt),
  ]);
  const gateways = page.rows.length === 0 ? [] : await gatewaysOfTrunks(ctx.db, page.rows);
  return {
    ...page,
    rows: page.rows.map((trunk) => ({ trunk, gateways: gateways.filter(({ sipTrunkId }) => sipTrunkId === trunk.id) })),
  };
}

const gatewaysOfTrunks = (db: Database, trunks: readonly TrunkRow[]): Promise<GatewayRow[]> =>
  db
    .select()
    .from(sipGateways)
    .where(
      inArray(
        sipGateways.sipTrunkId,
        trunks.map(({ id }) => id),
      ),
    )
    .orderBy(asc(sipGateways.sipTrunkId), asc(sipGateways.createdAt), asc(sipGateways.id));

/** A condition that is true while the tenant has fewer trunks than `limit`. The insert checks it as it writes. */
export const hasFewerTrunksThan = (limit: number, { db, principal }: Context): SQL => {
  const some = db
    .select({ id: sipTrunks.id })
    .from(sipTrunks)
    .where(and(eq(sipTrunks.tenantId, principal.tenantId), isNull(sipTrunks.deletedAt)))
    .limit(limit);
  return sql`(select count(*) from ${some}) < ${limit}`;
};

/** The condition of the index `sip_trunks_to_provision`, which serves only statements that have it as it is. */
export const hasWorkAtTwilio: SQL = isOneOf(sipTrunks.provisioning, ["pending", "removing"]);

/** Whether a deleted trunk of the tenant is still at Twilio. */
export async function isRemovingTrunks({ db, principal }: Context): Promise<boolean> {
  const rows = await db
    .select({ id: sipTrunks.id })
    .from(sipTrunks)
    .where(and(hasWorkAtTwilio, eq(sipTrunks.provisioning, "removing"), eq(sipTrunks.tenantId, principal.tenantId)))
    .limit(1);
  return rows.length > 0;
}

/** How long a deletion of an account waits for the removal of a trunk's parts, which the account's secrets are for. */
const REMOVAL_WAITS_MS = 60 * 60_000;

/** Trunks in an account, and those whose parts are just being removed from it. Unexecuted. */
export const trunksOfAccount = ({ db, now, principal }: Context, carrierAccountId: string, limit: number) =>
  db
    .select({ id: sipTrunks.id, name: sipTrunks.name, deletedAt: sipTrunks.deletedAt })
    .from(sipTrunks)
    .where(
      and(
        eq(sipTrunks.tenantId, principal.tenantId),
        eq(sipTrunks.carrierAccountId, carrierAccountId),
        or(
          isNull(sipTrunks.deletedAt),
          and(eq(sipTrunks.provisioning, "removing"), gt(sipTrunks.deletedAt, now - REMOVAL_WAITS_MS)),
        ),
      ),
    )
    .limit(limit);

/** A condition that is true while the trunk is there: for batches that begin to use it. */
export const isTrunkThere = (id: string): SQL =>
  sql`exists (select 1 from ${sipTrunks} where ${sipTrunks.id} = ${id} and ${sipTrunks.deletedAt} is null)`;
