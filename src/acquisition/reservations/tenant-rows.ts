import { tenantRows } from "#kernel/db/tenant-rows";
import { reservations } from "./table";

/** A tenant's reservations. */
export const reservationsOfTenant = tenantRows("reservations", reservations, [reservations.createdAt, reservations.id]);
