import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { type EventSource, recordEvent } from "#events/log/record";
import type { Database } from "#kernel/db/db";
import { type EndpointRow, type Skipped, webhookEndpoints } from "./table";

/**
 * Records that an endpoint will not receive a range of events, because retention removed them before it read them: in
 * the endpoint's row and as an event. Repeating it changes nothing.
 */
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
