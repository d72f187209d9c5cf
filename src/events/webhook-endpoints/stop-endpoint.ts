import { and, eq } from "drizzle-orm";
import { type EventSource, recordEvent } from "#events/log/record";
import type { Database, Statement } from "#kernel/db/db";
import { isoTime } from "#kernel/values/time";
import type { StopCause } from "./retry-policy";
import { type EndpointRow, webhookEndpoints } from "./table";

/**
 * Disables or pauses an endpoint, with its event. Does nothing if the row has changed since: the next attempt decides
 * anew.
 */
export async function stopEndpoint(
  db: Database,
  source: EventSource,
  row: EndpointRow,
  cause: StopCause,
): Promise<void> {
  const host = new URL(row.url).host;
  const event: Statement =
    cause.reason === "gone"
      ? recordEvent(db, source, "webhook_endpoint.disabled", row.id, { host, reason: "gone" })
      : recordEvent(db, source, "webhook_endpoint.paused", row.id, {
          host,
          failing_since: isoTime(cause.failingSince),
          failed_attempts: cause.failedAttempts,
        });
  await db.batch([
    db
      .update(webhookEndpoints)
      .set({
        status: cause.reason === "gone" ? "disabled" : "paused",
        stoppedReason: cause.reason,
        version: row.version + 1,
        updatedAt: source.at,
      })
      .where(and(eq(webhookEndpoints.id, row.id), eq(webhookEndpoints.version, row.version))),
    event,
  ]);
}
