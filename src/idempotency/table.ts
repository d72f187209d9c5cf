import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

/**
 * Idempotency-Keys as SHA-256, one row per tenant and key. `status` and `body` have the stored response; `resourceId`
 * names the resource whose rows answer a repeat instead. Until `lockedUntil` the first request may still run. The
 * cleanup job deletes rows after 24 hours.
 */
export const idempotencyKeys = lazyTable(
  "idempotency_keys",
  () => ({
    tenantId: text("tenant_id").notNull(),
    keyHash: text("key_hash").notNull(),
    requestHash: text("request_hash").notNull(),
    lockedUntil: integer("locked_until").notNull(),
    resourceId: text("resource_id"),
    status: integer("status"),
    body: text("body"),
    createdAt: integer("created_at").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.keyHash] })],
);
