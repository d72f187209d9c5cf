import { tenantRows } from "#kernel/db/tenant-rows";
import { carrierAccounts } from "./table";

/** A tenant's carrier accounts, without their secrets. */
export const carrierAccountsOfTenant = tenantRows("carrier_accounts", carrierAccounts, [carrierAccounts.id], {
  secret: [carrierAccounts.secrets],
});
