import { tenantRows } from "#kernel/db/tenant-rows";
import { portingEntries, portingNumbers, portingRequests } from "./table";

/** A tenant's porting requests with their numbers and timelines, without account numbers and PINs. */
export const portingRequestsOfTenant = [
  tenantRows("porting_entries", portingEntries, [portingEntries.id]),
  tenantRows("porting_numbers", portingNumbers, [portingNumbers.id], { secret: [portingNumbers.pin] }),
  tenantRows("porting_requests", portingRequests, [portingRequests.id], { secret: [portingRequests.secrets] }),
];
