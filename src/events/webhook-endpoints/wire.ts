import { z } from "@hono/zod-openapi";
import { event } from "#events/log/wire";
import { orNull } from "#kernel/http/wire";
import { type Delivery, deliveryStatuses } from "#kernel/ports/webhook-object";
import { MAX_TARGET_LENGTH } from "#kernel/values/address";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { eventPatterns, isEventPattern } from "./event-filter";
import { DEFAULT_OVERLAP_SECONDS, isLive, MAX_OVERLAP_SECONDS } from "./secrets";
import { type EndpointRow, endpointStatuses } from "./table";

/** D1 allows 100 parameters per statement. */
export const MAX_REDELIVERED_IDS = 90;

const url = z.string().min(1).max(MAX_TARGET_LENGTH).openapi({
  description:
    "Where messages are sent: https, a public address, port 443 or a port from 1024 up. Redirects are not followed.",
  example: "https://hooks.example.com/phone-manager",
});
const description = z.string().trim().max(200).openapi({ description: "A note for yourself.", example: "Billing" });
const eventTypes = z
  .array(z.string().refine(isEventPattern, "Must be an event type, or a family such as order.*."))
  .max(eventPatterns.length)
  .refine((list) => new Set(list).size === list.length, "Must not repeat a type.")
  .openapi({
    description: "The event types to receive, or families such as `order.*`. An empty list receives all events.",
    example: ["order.*", "phone_number.released"],
  });

export const newWebhookEndpoint = z
  .strictObject({ url, description: description.optional(), event_types: eventTypes.optional() })
  .openapi("NewWebhookEndpoint");

export const webhookEndpointChange = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    event_types: eventTypes.optional(),
    status: z
      .enum(["enabled", "disabled"])
      .optional()
      .openapi({
        description:
          "`disabled` stops all deliveries. `enabled` resumes them: events that happened meanwhile are delivered too, unless they " +
          "have left the event log; `events_skipped` then names those.",
      }),
  })
  .openapi("WebhookEndpointChange");

export const webhookEndpoint = z
  .object({
    id: z.string().openapi({ description: "The endpoint's id." }),
    url: z.string().openapi({ description: "Where messages are sent." }),
    description: z.string().openapi({ description: "Your note; empty if you gave none." }),
    event_types: z
      .array(z.string())
      .openapi({ description: "The event types and families it receives; empty for all." }),
    status: z.enum(endpointStatuses).openapi({
      description:
        "`enabled`: it receives messages. `paused`: the platform stopped it after days of failures. `disabled`: you stopped it, or " +
        "its receiver answered 410. Set it to `enabled` to resume.",
    }),
    stopped_reason: z
      .enum(["gone", "failing"])
      .nullable()
      .openapi({
        description:
          "Why the platform stopped it: the receiver answered 410 (`gone`), or every attempt of several days failed (`failing`). " +
          "Null if the platform did not stop it.",
      }),
    secrets_expire_at: z.array(z.iso.datetime()).openapi({
      description: "When each replaced secret stops signing. Empty if only one secret signs.",
    }),
    events_skipped: orNull(
      z.object({
        from_seq: z.int().openapi({ description: "The `seq` of the first skipped event." }),
        to_seq: z.int().openapi({ description: "The `seq` of the last skipped event." }),
        noticed_at: z.iso.datetime().openapi({ description: "When the platform noticed." }),
      }),
    ).openapi({
      description:
        "The last range of events that was not delivered, because the endpoint was off for longer than events stay in the log. " +
        "Download them from `GET /v1/events/archives`. Null if this never happened.",
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("WebhookEndpoint");

const secret = z.string().openapi({
  description:
    "The secret to verify signatures with, in the form of Standard Webhooks. The API shows it only here: store it.",
  example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw3Hq2PqXG8xk=",
});

export const createdWebhookEndpoint = webhookEndpoint.extend({ secret }).openapi("CreatedWebhookEndpoint");

export const toWebhookEndpoint = (row: EndpointRow, now: number): z.infer<typeof webhookEndpoint> => ({
  id: row.id,
  url: row.url,
  description: row.description,
  event_types: [...row.eventTypes],
  status: row.status,
  stopped_reason: row.stoppedReason,
  secrets_expire_at: row.secrets.flatMap((stored) =>
    stored.expires_at !== null && isLive(stored, now) ? [isoTime(stored.expires_at)] : [],
  ),
  events_skipped: row.skipped && {
    from_seq: row.skipped.fromSeq,
    to_seq: row.skipped.toSeq,
    noticed_at: isoTime(row.skipped.at),
  },
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const secretRotation = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(MAX_OVERLAP_SECONDS)
      .default(DEFAULT_OVERLAP_SECONDS)
      .openapi({ description: "How long the previous secret signs beside the new one. 0 stops it at once." }),
  })
  .openapi("SecretRotation");

export const rotatedSecret = z
  .object({
    secret,
    previous_expires_at: z.iso.datetime().openapi({ description: "When the previous secret stops signing." }),
  })
  .openapi("RotatedSecret");

const attempt = z
  .object({
    attempted_at: z.iso.datetime().openapi({ description: "When the request was sent." }),
    latency_ms: z.int().openapi({ description: "How long the answer or the failure took." }),
    response_status: z
      .int()
      .nullable()
      .openapi({ description: "The HTTP status of the answer; null if there was none." }),
    error: z
      .enum(["timeout", "connection_failed", "url_not_allowed", "name_not_found"])
      .nullable()
      .openapi({
        description:
          "Why there was no answer; null if there was one. `timeout`: none within 10 seconds. `connection_failed`: no connection, or " +
          "it broke. `url_not_allowed`: the host name resolves to a private address. `name_not_found`: it does not resolve.",
      }),
    response_body: z
      .string()
      .nullable()
      .openapi({ description: "The first 1,000 characters of the answer's body; null if there was no answer." }),
  })
  .openapi("WebhookAttempt");

export const webhookDelivery = z
  .object({
    id: z.string().openapi({ description: "The delivery's id." }),
    event_id: z
      .string()
      .openapi({ description: "The event's id, sent as `webhook-id` with every attempt and redelivery." }),
    event_type: z.string().openapi({ description: "The event's type." }),
    status: z.enum(deliveryStatuses).openapi({
      description:
        "`pending`: an attempt is due or under way. `delivered`: the receiver answered 2xx. `failed`: the last attempt failed; " +
        "redeliver it to try again.",
    }),
    redelivery: z.boolean().openapi({ description: "Whether you requested it as a redelivery." }),
    created_at: z.iso.datetime().openapi({ description: "When the delivery was created." }),
    next_attempt_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the next attempt is due; null unless the status is `pending`." }),
    attempts: z.array(attempt).openapi({ description: "The attempts so far, oldest first. At most 12." }),
  })
  .openapi("WebhookDelivery");

export const toWebhookDelivery = (delivery: Delivery): z.infer<typeof webhookDelivery> => ({
  id: delivery.id,
  event_id: delivery.eventId,
  event_type: delivery.type,
  status: delivery.status,
  redelivery: delivery.redelivery,
  created_at: isoTime(delivery.createdAt),
  next_attempt_at: isoTimeOrNull(delivery.nextAttemptAt),
  attempts: delivery.attempts.map((made) => ({
    attempted_at: isoTime(made.at),
    latency_ms: made.latencyMs,
    response_status: made.status,
    error: made.error,
    response_body: made.body,
  })),
});

/** The body of a message. A test message has other `data`. */
export const webhookMessage = z
  .object({
    type: z.string().openapi({ description: "The event's type." }),
    timestamp: z.iso.datetime().openapi({ description: "When the event happened." }),
    data: event.openapi({ description: "The event, as `GET /v1/events` shows it." }),
  })
  .openapi("WebhookMessage");

const ids = z.array(z.string().min(1).max(64)).min(1).max(MAX_REDELIVERED_IDS);
const instant = z.iso.datetime({ offset: true });

export const redelivery = z
  .strictObject({
    delivery_ids: ids.optional().openapi({ description: "Deliveries of this endpoint whose events to deliver again." }),
    event_ids: ids
      .optional()
      .openapi({ description: "Events to deliver, even if the endpoint has not received them before." }),
    from: instant.optional().openapi({ description: "The start of a time range, inclusive. Needs `to`." }),
    to: instant.optional().openapi({ description: "The end of a time range, exclusive. Needs `from`." }),
  })
  .refine(
    ({ delivery_ids, event_ids, from, to }) =>
      [delivery_ids, event_ids, from ?? to].filter((way) => way !== undefined).length === 1 && !from === !to,
    "Give exactly one of: delivery_ids, event_ids, or from with to.",
  )
  .openapi("WebhookRedelivery", {
    description:
      "The events to deliver again: by delivery or event ids, at most 90; or all events of a time range that match the " +
      "endpoint's event types, the oldest 500 of them.",
  });

export const redelivered = z
  .object({
    event_ids: z.array(z.string()).openapi({ description: "The events that are being delivered." }),
    next_from: orNull(z.iso.datetime()).openapi({
      description: "If the time range has more events: the `from` of your next request. Null if it has no more.",
    }),
  })
  .openapi("WebhookRedelivered");
