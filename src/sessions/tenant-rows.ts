import { tenantRows } from "#kernel/db/tenant-rows";
import { sessions } from "./table";

/** The sessions of a tenant's keys, without the hashes of their tokens. */
export const sessionsOfTenant = tenantRows("sessions", sessions, [sessions.createdAt, sessions.id], {
  secret: [sessions.hash],
});
