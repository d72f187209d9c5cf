import { tenantRows } from "#kernel/db/tenant-rows";
import { regulatoryDefaults } from "./table";

/** A tenant's default documents. Its claims stay, so that no other tenant ever buys with its documents. */
export const defaultsOfTenant = tenantRows("regulatory_defaults", regulatoryDefaults, [
  regulatoryDefaults.country,
  regulatoryDefaults.type,
]);
