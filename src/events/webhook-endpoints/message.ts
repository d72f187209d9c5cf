import type { EventRow } from "#events/log/queries";
import { toEvent } from "#events/log/wire";
import type { Message } from "#kernel/ports/webhook-object";
import { isoTime } from "#kernel/values/time";

/** The message of an event: `{type, timestamp, data}`, as Standard Webhooks recommends. */
export const webhookMessageOf = (row: EventRow): Message => ({
  eventId: row.id,
  type: row.type,
  seq: row.seq,
  body: JSON.stringify({ type: row.type, timestamp: isoTime(row.occurredAt), data: toEvent(row) }),
});

export const TEST_TYPE = "webhook_endpoint.test";

/** A message that tests a receiver. It describes no event, so the event log does not have it. */
export const testMessage = (eventId: string, endpointId: string, now: number): Message => ({
  eventId,
  type: TEST_TYPE,
  seq: 0,
  body: JSON.stringify({ type: TEST_TYPE, timestamp: isoTime(now), data: { webhook_endpoint_id: endpointId } }),
});
