import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AddressRequirement } from "#kernel/ports/carrier";
import type { EmergencyAddressState, RegistrationState } from "#kernel/values/compliance";
import type { RegistrationKind } from "./registration";

export const numberDocuments = sqliteTable("number_documents", {
  phoneNumberId: text("phone_number_id").primaryKey(),
  carrierId: text("carrier_id").notNull(),
  addressRequirement: text("address_requirement").$type<AddressRequirement>().notNull(),
  addressSid: text("address_sid"),
  bundleSid: text("bundle_sid"),
  emergencyCalling: integer("emergency_calling", { mode: "boolean" }),
  emergencyAddress: text("emergency_address").$type<EmergencyAddressState>(),
  changedAt: integer("changed_at").notNull(),
});

export const bundleStates = sqliteTable("bundle_states", {
  sid: text("sid").primaryKey(),
  status: text("status"),
  validUntil: integer("valid_until"),
  askedAt: integer("asked_at").notNull(),
});

export const messagingRegistrations = sqliteTable(
  "messaging_registrations",
  {
    carrierId: text("carrier_id").notNull(),
    kind: text("kind").$type<RegistrationKind>().notNull(),
    senderGroup: text("sender_group").notNull(),
    state: text("state").$type<RegistrationState>().notNull(),
    changedAt: integer("changed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.carrierId, table.kind] })],
);

export const messagingRounds = sqliteTable("messaging_rounds", {
  kind: text("kind").$type<RegistrationKind>().primaryKey(),
  beganAt: integer("began_at").notNull(),
});

export type NumberDocumentsRow = typeof numberDocuments.$inferSelect;
export type BundleStateRow = typeof bundleStates.$inferSelect;
export type RegistrationRow = typeof messagingRegistrations.$inferSelect;
