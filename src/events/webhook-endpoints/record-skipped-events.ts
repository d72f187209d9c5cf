import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { type EventSource, recordEvent } from "#events/log/record";
import type { Database } from "#kernel/db/db";
import { type EndpointRow, type Skipped, webhookEndpoints } from "./table";

/** Notes that an endpoint's place in the log is past events that it was never sent, and tells of it. Once, however often. */
export async function recordSkippedEvents(
  db: Database,
  source: EventSource,
  { id, url }: EndpointRow,
  { fromSeq, toSeq }: Omit<Skipped, "at">,
): Promise<void> {
  const { host } = new URL(url);
  await db.batch([
    db
      .update(webhookEndpoints)
      .set({
        skipped: { fromSeq, toSeq, at: source.at },
        readSeq: toSeq,
        version: sql`${webhookEndpoints.version} + 1`,
        updatedAt: source.at,
      })
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt), lt(webhookEndpoints.readSeq, toSeq))),
    recordEvent(db, source, "webhook_endpoint.events_skipped", id, { host, from_seq: fromSeq, to_seq: toSeq }),
  ]);
}
