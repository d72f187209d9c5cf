import { and, asc, eq, isNull, lte, type SQL, sql } from "drizzle-orm";
import { newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { CarrierAccount } from "#kernel/ports/carrier-account";
import type { Context } from "#kernel/ports/context";
import { accessOf } from "./secrets";
import { type CarrierAccountRow, carrierAccounts } from "./table";

type Tenant = Pick<Context, "db" | "principal">;

export const listCarrierAccounts = (ctx: Context, query: PageQuery): Promise<Page<CarrierAccountRow>> =>
  readPage(ctx.db.select().from(carrierAccounts), newestFirst(carrierAccounts), query, [
    eq(carrierAccounts.tenantId, ctx.principal.tenantId),
    isNull(carrierAccounts.deletedAt),
  ]);

/** A connected account of the caller's tenant. Throws `not_found`. */
export async function requireAccount(ctx: Tenant, id: string): Promise<CarrierAccountRow> {
  const row = await connectedAccount(ctx, id);
  if (!row) throw noAccount(id);
  return row;
}

/** A connected account of the caller's tenant; null if there is none with this id. */
export async function connectedAccount({ db, principal }: Tenant, id: string): Promise<CarrierAccountRow | null> {
  const [row] = await db.select().from(carrierAccounts).where(isOwn(principal.tenantId, id));
  return row?.deletedAt === null ? row : null;
}

const isOwn = (tenantId: string, id: string) => and(eq(carrierAccounts.id, id), eq(carrierAccounts.tenantId, tenantId));

/** An account of the caller's tenant, even if it was deleted. Throws `not_found`. */
export async function accountOrDeleted({ db, principal }: Tenant, id: string): Promise<CarrierAccountRow> {
  const [row] = await db.select().from(carrierAccounts).where(isOwn(principal.tenantId, id));
  if (!row) throw noAccount(id);
  return row;
}

const noAccount = (id: string): Problem => new Problem("not_found", `Your tenant has no carrier account ${id}.`);

/** Everything that the platform does at Twilio in this account, with the account's own credentials. */
export const accountClient = async (
  ctx: Pick<Context, "vault" | "carrierAccount">,
  row: CarrierAccountRow,
): Promise<CarrierAccount> => ctx.carrierAccount(await accessOf(ctx.vault, row));

/** The connected account with this SID in this region, if the tenant has one: its id. Unexecuted. */
export const accountWithSid = (
  { db, principal }: Tenant,
  { accountSid, region }: Pick<CarrierAccountRow, "accountSid" | "region">,
) =>
  db
    .select({ id: carrierAccounts.id })
    .from(carrierAccounts)
    .where(
      and(
        eq(carrierAccounts.tenantId, principal.tenantId),
        eq(carrierAccounts.accountSid, accountSid),
        eq(carrierAccounts.region, region),
        isNull(carrierAccounts.deletedAt),
      ),
    );

/** The tenant's connected accounts, at most `limit`. Unexecuted. */
export const someAccounts = ({ db, principal }: Tenant, limit: number) =>
  db
    .select({ id: carrierAccounts.id })
    .from(carrierAccounts)
    .where(and(eq(carrierAccounts.tenantId, principal.tenantId), isNull(carrierAccounts.deletedAt)))
    .limit(limit);

/** A condition that is true while the account is connected: for batches that begin to use it. */
export const isConnected = (tenantId: string, id: string): SQL =>
  sql`exists (select 1 from ${carrierAccounts} where ${carrierAccounts.id} = ${id}
    and ${carrierAccounts.tenantId} = ${tenantId} and ${carrierAccounts.deletedAt} is null)`;

/** A condition that is true while the account is as in this row: for statements after the one that writes the row. */
export const hasVersion = ({ id, version }: Pick<CarrierAccountRow, "id" | "version">): SQL =>
  sql`exists (select 1 from ${carrierAccounts} where ${carrierAccounts.id} = ${id}
    and ${carrierAccounts.version} = ${version} and ${carrierAccounts.deletedAt} is null)`;

/** Connected accounts of all tenants whose time to be verified has come, the longest due first. */
export const accountsToVerify = ({ db, now }: Pick<Context, "db" | "now">, limit: number) =>
  db
    .select()
    .from(carrierAccounts)
    .where(and(isNull(carrierAccounts.deletedAt), lte(carrierAccounts.nextCheckAt, now)))
    .orderBy(asc(carrierAccounts.nextCheckAt), asc(carrierAccounts.id))
    .limit(limit);

/** Sets the time of the next verification. */
export async function postponeChecks(
  { db }: Pick<Context, "db">,
  rows: readonly Pick<CarrierAccountRow, "id">[],
  nextCheckAt: number,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = JSON.stringify(rows.map(({ id }) => id));
  await db
    .update(carrierAccounts)
    .set({ nextCheckAt })
    .where(sql`${carrierAccounts.id} in (select value from json_each(${ids}))`);
}
