import { tenantRows } from "#kernel/db/tenant-rows";
import { apiKeys } from "./table";

/** A tenant's API keys, without the hashes of their texts. */
export const apiKeysOfTenant = tenantRows("api_keys", apiKeys, [apiKeys.createdAt, apiKeys.id], {
  secret: [apiKeys.hash],
});
