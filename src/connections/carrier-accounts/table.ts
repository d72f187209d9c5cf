import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import { type CarrierRegion, carrierRegions } from "#kernel/ports/carrier-account";
import type { AccountRung } from "./rungs";

/**
 * `unverified`: not tried yet. `degraded`: the credentials work and lack rights. `failed`: Twilio refuses them.
 */
export const carrierAccountStatuses = ["unverified", "verified", "degraded", "failed"] as const;
export type CarrierAccountStatus = (typeof carrierAccountStatuses)[number];

/** The shared keys that Twilio signs with no more, by id, with the time of their deletion (ms UTC). */
export interface SigningState {
  readonly retired: Readonly<Record<string, number>>;
}

/** The kinds of secrets that an account may have. */
export type SecretKind = "auth_token" | "secondary_auth_token" | "api_key_secret" | "signing_key";

export const carrierAccounts = lazyTable("carrier_accounts", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  name: text("name").notNull(),
  accountSid: text("account_sid").notNull(),
  region: text("region", { enum: carrierRegions }).$type<CarrierRegion>().notNull(),
  apiKeySid: text("api_key_sid"),
  secrets: text("secrets").notNull(),
  secretsKeyId: text("secrets_key_id").notNull(),
  status: text("status", { enum: carrierAccountStatuses }).$type<CarrierAccountStatus>().notNull(),
  verification: text("verification", { mode: "json" }).$type<readonly AccountRung[]>(),
  verifiedAt: integer("verified_at"),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
  secretKinds: text("secret_kinds", { mode: "json" }).$type<readonly SecretKind[]>().notNull().default([]),
  signing: text("signing", { mode: "json" }).$type<SigningState>(),
  signingLease: integer("signing_lease").notNull().default(0),
  nextCheckAt: integer("next_check_at").notNull().default(0),
}));

export type CarrierAccountRow = typeof carrierAccounts.$inferSelect;
