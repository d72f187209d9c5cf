import { tenantRows } from "#kernel/db/tenant-rows";
import { portabilityChecks, portabilityItems } from "./table";

/** A tenant's portability checks, their numbers first. */
export const portabilityChecksOfTenant = [
  tenantRows("portability_items", portabilityItems, [portabilityItems.checkId, portabilityItems.position]),
  tenantRows("portability_checks", portabilityChecks, [portabilityChecks.createdAt, portabilityChecks.id]),
];
