import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { NumberType } from "#kernel/ports/carrier";
import type { DocumentKind } from "./check-documents";

/**
 * The documents that a tenant's orders use for a kind of number. Written by `set-default.ts` and `remove-default.ts`.
 */
export const regulatoryDefaults = lazyTable(
  "regulatory_defaults",
  () => ({
    tenantId: text("tenant_id").notNull(),
    country: text("country").notNull(),
    type: text("type").$type<NumberType>().notNull(),
    addressSid: text("address_sid"),
    bundleSid: text("bundle_sid"),
    version: integer("version").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.country, table.type] })],
);

/**
 * The tenant of each document. Inserted when a tenant sets it as default or a purchase with it completes
 * (`claim-documents.ts`); deleted by the platform only (`free-claim.ts`).
 */
export const regulatoryClaims = lazyTable("regulatory_claims", () => ({
  sid: text("sid").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  kind: text("kind").$type<DocumentKind>().notNull(),
  orderItemId: text("order_item_id"),
  claimedAt: integer("claimed_at").notNull(),
}));

export type DefaultRow = typeof regulatoryDefaults.$inferSelect;
export type ClaimRow = typeof regulatoryClaims.$inferSelect;
