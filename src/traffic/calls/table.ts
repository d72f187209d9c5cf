import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import { partyKinds } from "#kernel/values/party";
import type { SeenFingerprints } from "#kernel/values/replay-guard";
import { callStatuses } from "#kernel/values/telephony";
import { recordedIdColumns, recordedIdKey } from "#traffic/recorded-ids";
import type { CallFacts, StoredDecision } from "./call-facts";

export const calls = lazyTable("calls", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  phoneNumberId: text("phone_number_id").notNull(),
  carrierId: text("carrier_id").notNull(),
  fromNumber: text("from_number"),
  fromKind: text("from_kind", { enum: partyKinds }).notNull(),
  toNumber: text("to_number").notNull(),
  status: text("status", { enum: callStatuses }).notNull(),
  startedAt: integer("started_at").notNull(),
  answeredAt: integer("answered_at"),
  endedAt: integer("ended_at"),
  durationSeconds: integer("duration_seconds"),
  agentId: text("agent_id"),
  decision: text("decision", { mode: "json" }).$type<StoredDecision>(),
  legs: text("legs", { mode: "json" }).$type<CallFacts["legs"]>().notNull(),
  seen: text("seen", { mode: "json" }).$type<SeenFingerprints>().notNull(),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  fromAddress: text("from_address").notNull(),
  fromCountry: text("from_country"),
  fromKey: text("from_key").notNull(),
}));

export const recordedCalls = lazyTable("recorded_calls", recordedIdColumns, recordedIdKey);

export type CallRow = typeof calls.$inferSelect;
