import { tenantRows } from "#kernel/db/tenant-rows";
import { assignments } from "./table";

/** A tenant's assignments. */
export const assignmentsOfTenant = tenantRows("assignments", assignments, [
  assignments.phoneNumberId,
  assignments.validFrom,
]);
