import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { AddressRequirement } from "#kernel/ports/carrier";
import type { EmergencyAddressState, RegistrationState } from "#kernel/values/compliance";
import type { RegistrationKind } from "./registration";

export const numberDocuments = lazyTable("number_documents", () => ({
  phoneNumberId: text("phone_number_id").primaryKey(),
  carrierId: text("carrier_id").notNull(),
  addressRequirement: text("address_requirement").$type<AddressRequirement>().notNull(),
  addressSid: text("address_sid"),
  bundleSid: text("bundle_sid"),
  emergencyCalling: integer("emergency_calling", { mode: "boolean" }),
  emergencyAddress: text("emergency_address").$type<EmergencyAddressState>(),
  changedAt: integer("changed_at").notNull(),
  carrierAccount: text("carrier_account").notNull(),
}));

export const bundleStates = lazyTable("bundle_states", () => ({
  sid: text("sid").primaryKey(),
  status: text("status"),
  validUntil: integer("valid_until"),
  askedAt: integer("asked_at").notNull(),
}));

export const messagingRegistrations = lazyTable(
  "messaging_registrations",
  () => ({
    carrierId: text("carrier_id").notNull(),
    kind: text("kind").$type<RegistrationKind>().notNull(),
    senderGroup: text("sender_group").notNull(),
    state: text("state").$type<RegistrationState>().notNull(),
    changedAt: integer("changed_at").notNull(),
    carrierAccount: text("carrier_account").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.carrierId, table.kind] })],
);

/** The rounds of the platform's account. */
export const messagingRounds = lazyTable("messaging_rounds", () => ({
  kind: text("kind").$type<RegistrationKind>().primaryKey(),
  beganAt: integer("began_at").notNull(),
}));

/** The rounds of tenants' own accounts. */
export const accountDocumentRounds = lazyTable("account_document_rounds", () => ({
  carrierAccount: text("carrier_account").primaryKey(),
  position: text("position"),
  incomplete: integer("incomplete", { mode: "boolean" }).notNull(),
  dueAt: integer("due_at").notNull(),
  campaignsBeganAt: integer("campaigns_began_at"),
  tollFreeBeganAt: integer("toll_free_began_at"),
}));

export type NumberDocumentsRow = typeof numberDocuments.$inferSelect;
export type BundleStateRow = typeof bundleStates.$inferSelect;
export type RegistrationRow = typeof messagingRegistrations.$inferSelect;
