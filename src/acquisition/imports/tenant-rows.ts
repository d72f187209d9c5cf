import { tenantRows } from "#kernel/db/tenant-rows";
import { importItems, importJobs, numberSnapshots } from "./table";

/** A tenant's import jobs, their items first, and the snapshots of its numbers without the settings. */
export const importsOfTenant = [
  tenantRows("import_items", importItems, [importItems.id]),
  tenantRows("import_jobs", importJobs, [importJobs.createdAt, importJobs.id]),
  tenantRows("number_snapshots", numberSnapshots, [numberSnapshots.phoneNumberId], {
    secret: [numberSnapshots.settings],
  }),
];
