import { and, eq, isNull } from "drizzle-orm";
import type { AccountAccess } from "#kernel/ports/carrier-account";
import type { Context } from "#kernel/ports/context";
import { type AccountSecrets, accessOf, openSecrets } from "./secrets";
import { type CarrierAccountRow, carrierAccounts } from "./table";

type Parts = Pick<Context, "db" | "vault">;

/** The credentials of a tenant's connected account, for work without a caller; null if there is no such account. */
export async function readAccess(parts: Parts, tenantId: string, id: string): Promise<AccountAccess | null> {
  const row = await readRow(parts, tenantId, id);
  return row ? await accessOf(parts.vault, row) : null;
}

/** All secrets of a tenant's connected account, for work without a caller; null if there is no such account. */
export async function readAccountSecrets(parts: Parts, tenantId: string, id: string): Promise<AccountSecrets | null> {
  const row = await readRow(parts, tenantId, id);
  return row ? await openSecrets(parts.vault, row) : null;
}

async function readRow({ db }: Parts, tenantId: string, id: string): Promise<CarrierAccountRow | undefined> {
  const [row] = await db
    .select()
    .from(carrierAccounts)
    .where(and(eq(carrierAccounts.id, id), eq(carrierAccounts.tenantId, tenantId), isNull(carrierAccounts.deletedAt)));
  return row;
}
