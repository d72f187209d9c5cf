import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { firstAfter, lastSeq } from "#events/log/reads";
import { backlogOf, MAX_COUNTED } from "#kernel/db/backlog";
import type { Database } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { POLL_MS } from "./alarm-time";
import { liveFeeds } from "./table";

/**
 * The status of live feed objects for the health report. Each object saves its own at every alarm while it has
 * connections.
 */

export interface FeedStatus {
  readonly tenantId: string;
  readonly shard: number;
  /** The watermark of each of its connections. */
  readonly watermarks: readonly number[];
  readonly at: number;
}

/** An event younger than this counts as on its way: no connection lags because of it. */
const LAG_TOLERANCE_MS = 5_000;

/** Saves an object's status. Deletes its row when it has no connections. */
export async function saveFeedStatus(db: Database, { tenantId, shard, watermarks, at }: FeedStatus): Promise<void> {
  const own = and(eq(liveFeeds.tenantId, tenantId), eq(liveFeeds.shard, shard));
  if (watermarks.length === 0) return void (await db.delete(liveFeeds).where(own));
  const slowest = watermarks.reduce((least, watermark) => Math.min(least, watermark));
  const behind = sql<number>`max(0, ${lastSeq(tenantId)} - ${slowest})`;
  const since = firstAfter(sql`${tenantId}`, sql`${slowest}`);
  await db
    .insert(liveFeeds)
    .select(
      sql`select ${tenantId}, ${shard}, ${watermarks.length}, ${behind}, iif(since < ${at - LAG_TOLERANCE_MS}, since, null), ${at}
        from (select ${since} as since) where true`,
    )
    .onConflictDoUpdate({
      target: [liveFeeds.tenantId, liveFeeds.shard],
      set: {
        connections: sql`excluded.connections`,
        eventsBehind: sql`excluded.events_behind`,
        behindSince: sql`excluded.behind_since`,
        reportedAt: at,
      },
    });
}

/** An object that has not saved its status for this long has lost its alarm. */
const SILENT_AFTER_MS = 4 * POLL_MS;

/**
 * For the health report's batch, unexecuted: totals, feeds that lag, feeds that are silent, and the `worst` that lag
 * most.
 */
export const feedStatusQueries = ({ db, now }: Context, worst: number) =>
  [
    db
      .select({ feeds: sql<number>`count(*)`, connections: sql<number>`ifnull(sum(connections), 0)` })
      .from(sql`(select connections from ${liveFeeds} limit ${sql.raw(String(MAX_COUNTED))})`),
    backlogOf(
      db,
      sql`select ${liveFeeds.behindSince} as at from ${liveFeeds} where ${isNotNull(liveFeeds.behindSince)}`,
    ),
    backlogOf(
      db,
      sql`select ${liveFeeds.reportedAt} as at from ${liveFeeds} where ${liveFeeds.reportedAt} < ${now - SILENT_AFTER_MS}`,
    ),
    db
      .select()
      .from(liveFeeds)
      .where(isNotNull(liveFeeds.behindSince))
      .orderBy(asc(liveFeeds.behindSince))
      .limit(worst),
  ] as const;
