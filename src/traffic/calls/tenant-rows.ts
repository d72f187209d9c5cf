import { tenantRows } from "#kernel/db/tenant-rows";
import { calls } from "./table";

/** A tenant's calls. Their carrier's ids stay, so that a replayed webhook makes no record anew. */
export const callsOfTenant = tenantRows("calls", calls, [calls.phoneNumberId, calls.createdAt, calls.id]);
