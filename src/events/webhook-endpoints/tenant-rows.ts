import { tenantRows } from "#kernel/db/tenant-rows";
import { webhookEndpoints } from "./table";

/** A tenant's webhook endpoints, without their secrets. */
export const endpointsOfTenant = tenantRows("webhook_endpoints", webhookEndpoints, [webhookEndpoints.id], {
  secret: [webhookEndpoints.secrets],
});
