import { sealedColumn } from "#kernel/db/sealed-column";
import { webhookEndpoints } from "./table";

export const sealedEndpointSecrets = sealedColumn("webhook_endpoints", webhookEndpoints, {
  column: webhookEndpoints.secrets,
  member: "sealed",
});
