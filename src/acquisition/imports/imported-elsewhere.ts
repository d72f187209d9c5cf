import { importedAmong } from "#inventory/phone-numbers/imported-numbers";
import { elsewhere } from "#kernel/http/page-of-all";
import type { Context } from "#kernel/ports/context";

/**
 * The numbers among these that other tenants have imported, in the other databases: of tenants that connected the same
 * Twilio account. With one database there is no query.
 */
export async function importedElsewhere(ctx: Context, tenantId: string, carrierIds: readonly string[]) {
  const found = await Promise.all(elsewhere(ctx).map(({ db }) => importedAmong(db, carrierIds)));
  return found.flat().filter((row) => row.tenantId !== tenantId);
}
