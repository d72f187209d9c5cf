import { tenantRows } from "#kernel/db/tenant-rows";
import { findings } from "./table";

/** A tenant's findings. */
export const findingsOfTenant = tenantRows("findings", findings, [findings.createdAt, findings.id]);
