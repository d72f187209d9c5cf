import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { firstAfter, lastSeq } from "#events/log/tail";
import type { Database } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { backlogOf, MAX_COUNTED } from "#kernel/values/backlog";
import { liveFeeds } from "./table";
import { HEAL_MS } from "./upkeep";

/** How the objects of live feeds stand, by what each says of itself while it has connections. */

export interface Standing {
  readonly tenantId: string;
  readonly shard: number;
  /** How far each of its connections has been sent the log. */
  readonly positions: readonly number[];
  readonly at: number;
}

/** An event so young is on its way, and nobody is behind for want of it. */
const ON_ITS_WAY_MS = 5_000;

/** Writes down how an object stands; one without connections is forgotten. */
export async function noteStanding(db: Database, { tenantId, shard, positions, at }: Standing): Promise<void> {
  const own = and(eq(liveFeeds.tenantId, tenantId), eq(liveFeeds.shard, shard));
  if (positions.length === 0) return void (await db.delete(liveFeeds).where(own));
  const slowest = positions.reduce((least, position) => Math.min(least, position));
  const behind = sql<number>`max(0, ${lastSeq(tenantId)} - ${slowest})`;
  const since = firstAfter(sql`${tenantId}`, sql`${slowest}`);
  await db
    .insert(liveFeeds)
    .select(
      sql`select ${tenantId}, ${shard}, ${positions.length}, ${behind}, iif(since < ${at - ON_ITS_WAY_MS}, since, null), ${at}
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

/** After so long without a word an object is not being woken any more. */
const SILENT_AFTER_MS = 4 * HEAL_MS;

/** What a report says of all feeds, unexecuted, for its own batch. */
export const standingsOf = ({ db, now }: Context, worst: number) =>
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
