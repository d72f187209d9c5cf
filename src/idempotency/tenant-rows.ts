import { tenantRows } from "#kernel/db/tenant-rows";
import { idempotencyKeys } from "./table";

/** A tenant's Idempotency-Keys, without the stored responses, which may be sealed secrets. */
export const idempotencyKeysOfTenant = tenantRows("idempotency_keys", idempotencyKeys, [idempotencyKeys.keyHash], {
  secret: [idempotencyKeys.body],
});
