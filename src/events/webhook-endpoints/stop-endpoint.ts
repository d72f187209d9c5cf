import { and, eq } from "drizzle-orm";
import { type EventSource, recordEvent } from "#events/log/record";
import { type Database, type Statement, wroteSomething } from "#kernel/db/db";
import { isoTime } from "#kernel/values/time";
import { type EndpointRow, webhookEndpoints } from "./table";

/** Why an endpoint's object stops delivering to it. */
export type StopCause =
  | { readonly reason: "gone" }
  | { readonly reason: "failing"; readonly failingSince: number; readonly failedAttempts: number };

/** Writes down that an endpoint gets no more for now. `false`: somebody changed it meanwhile, so it is judged anew. */
export async function stopEndpoint(
  db: Database,
  source: EventSource,
  row: EndpointRow,
  stop: StopCause,
): Promise<boolean> {
  const host = new URL(row.url).host;
  const told: Statement =
    stop.reason === "gone"
      ? recordEvent(db, source, "webhook_endpoint.disabled", row.id, { host, reason: "gone" })
      : recordEvent(db, source, "webhook_endpoint.paused", row.id, {
          host,
          failing_since: isoTime(stop.failingSince),
          failed_attempts: stop.failedAttempts,
        });
  const [written] = await db.batch([
    db
      .update(webhookEndpoints)
      .set({
        status: stop.reason === "gone" ? "disabled" : "paused",
        stoppedReason: stop.reason,
        version: row.version + 1,
        updatedAt: source.at,
      })
      .where(and(eq(webhookEndpoints.id, row.id), eq(webhookEndpoints.version, row.version))),
    told,
  ]);
  return wroteSomething(written);
}
