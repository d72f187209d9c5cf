import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const liveFeeds = lazyTable(
  "live_feeds",
  () => ({
    tenantId: text("tenant_id").notNull(),
    shard: integer("shard").notNull(),
    connections: integer("connections").notNull(),
    eventsBehind: integer("events_behind").notNull(),
    behindSince: integer("behind_since"),
    reportedAt: integer("reported_at").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.shard] })],
);

export type LiveFeedRow = typeof liveFeeds.$inferSelect;
