import { tenantRows } from "#kernel/db/tenant-rows";
import { bulkItems, bulkJobs } from "./table";

/** A tenant's bulk jobs, their items first. */
export const bulkJobsOfTenant = [
  tenantRows("bulk_items", bulkItems, [bulkItems.id]),
  tenantRows("bulk_jobs", bulkJobs, [bulkJobs.createdAt, bulkJobs.id]),
];
