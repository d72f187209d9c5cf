import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import { partyKinds } from "#kernel/values/party";
import type { SeenFingerprints } from "#kernel/values/replay-guard";
import { keywords, type Media, messageStatuses } from "#kernel/values/telephony";
import { recordedIdColumns, recordedIdKey } from "#traffic/recorded-ids";
import { directions, lateForwards } from "./message-facts";

export const messages = lazyTable("messages", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  phoneNumberId: text("phone_number_id").notNull(),
  carrierId: text("carrier_id").notNull(),
  direction: text("direction", { enum: directions }).notNull(),
  fromNumber: text("from_number"),
  toNumber: text("to_number"),
  body: text("body"),
  media: text("media", { mode: "json" }).$type<readonly Media[]>().notNull(),
  segments: integer("segments").notNull(),
  keyword: text("keyword", { enum: keywords }),
  forwardedTo: text("forwarded_to"),
  status: text("status", { enum: messageStatuses }).notNull(),
  errorCode: integer("error_code"),
  seen: text("seen", { mode: "json" }).$type<SeenFingerprints>().notNull(),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  lateForward: text("late_forward", { enum: lateForwards }),
  fromKind: text("from_kind", { enum: partyKinds }).notNull(),
  fromAddress: text("from_address").notNull(),
  fromCountry: text("from_country"),
  fromKey: text("from_key").notNull(),
}));

export const recordedMessages = lazyTable("recorded_messages", recordedIdColumns, recordedIdKey);

export type MessageRow = typeof messages.$inferSelect;
