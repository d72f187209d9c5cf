import { z } from "@hono/zod-openapi";
import { event } from "#events/log/wire";
import { orNull } from "#kernel/http/wire";
import { type Delivery, deliveryStatuses } from "#kernel/ports/webhook-object";
import { MAX_TARGET_LENGTH } from "#kernel/values/address";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { eventPatterns, isEventPattern } from "./event-filter";
import { DEFAULT_OVERLAP_SECONDS, isLive, MAX_OVERLAP_SECONDS } from "./secrets";
import { type EndpointRow, endpointStatuses } from "./table";

/** Bounded by the parameters that one statement may have. */
export const MAX_REDELIVERED_IDS = 90;

const url = z.string().min(1).max(MAX_TARGET_LENGTH).openapi({
  description: "https, at a public address, on port 443 or one from 1024 up. Redirects are not followed.",
  example: "https://hooks.example.com/phone-manager",
});
const description = z.string().trim().max(200).openapi({ example: "Billing" });
const eventTypes = z
  .array(z.string().refine(isEventPattern, "Must be the type of an event, or a family like order.*."))
  .max(eventPatterns.length)
  .refine((list) => new Set(list).size === list.length, "Types must differ from each other.")
  .openapi({
    description: "Types of events, or families of them like `order.*`; an empty list stands for all events.",
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
          "Enabling goes on where it stopped: what happened meanwhile is delivered as well, as far as it is still in the log. " +
          "`events_skipped` says what is not.",
      }),
  })
  .openapi("WebhookEndpointChange");

export const webhookEndpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    event_types: z.array(z.string()),
    status: z.enum(endpointStatuses).openapi({
      description:
        "`paused`: we stopped after days in which nothing could be delivered; `disabled`: by you, or by the receiver's 410.",
    }),
    stopped_reason: z.enum(["gone", "failing"]).nullable().openapi({
      description:
        "Why it was stopped without you: the receiver answered 410 (`gone`), or only ever failed (`failing`).",
    }),
    secrets_expire_at: z.array(z.iso.datetime()).openapi({
      description: "When each secret that was replaced stops signing; empty while there is one secret only.",
    }),
    events_skipped: orNull(
      z.object({
        from_seq: z.int(),
        to_seq: z.int(),
        noticed_at: z.iso.datetime(),
      }),
    ).openapi({
      description:
        "The events, by `seq` and both included, that were not delivered the last time this happened, as the endpoint was off " +
        "for longer than they stay in the log. They are in the archive (`GET /v1/events/archives`). Null if this never happened.",
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("WebhookEndpoint");

const secret = z.string().openapi({
  description: "What to verify signatures with, in the form of Standard Webhooks. Shown this once.",
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
      .openapi({ description: "How long the secret so far goes on signing beside the new one; 0 ends it at once." }),
  })
  .openapi("SecretRotation");

export const rotatedSecret = z.object({ secret, previous_expires_at: z.iso.datetime() }).openapi("RotatedSecret");

const attempt = z
  .object({
    attempted_at: z.iso.datetime(),
    latency_ms: z.int(),
    response_status: z.int().nullable().openapi({ description: "Null when there was no answer." }),
    error: z
      .enum(["timeout", "connection_failed", "url_not_allowed", "name_not_found"])
      .nullable()
      .openapi({ description: "Why there was no answer." }),
    response_body: z.string().nullable().openapi({ description: "The beginning of the answer's body." }),
  })
  .openapi("WebhookAttempt");

export const webhookDelivery = z
  .object({
    id: z.string(),
    event_id: z.string().openapi({ description: "Sent as `webhook-id`, the same on every attempt and redelivery." }),
    event_type: z.string(),
    status: z.enum(deliveryStatuses).openapi({ description: "`failed`: no further attempt will be made by itself." }),
    redelivery: z.boolean(),
    created_at: z.iso.datetime(),
    next_attempt_at: z.iso.datetime().nullable(),
    attempts: z.array(attempt),
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

/** The body of a webhook; a test has `data` of its own. */
export const webhookMessage = z
  .object({ type: z.string(), timestamp: z.iso.datetime(), data: event })
  .openapi("WebhookMessage");

const ids = z.array(z.string().min(1).max(64)).min(1).max(MAX_REDELIVERED_IDS);
const instant = z.iso.datetime({ offset: true });

export const redelivery = z
  .strictObject({
    delivery_ids: ids.optional(),
    event_ids: ids.optional(),
    from: instant.optional(),
    to: instant.optional(),
  })
  .refine(
    ({ delivery_ids, event_ids, from, to }) =>
      [delivery_ids, event_ids, from ?? to].filter((way) => way !== undefined).length === 1 && !from === !to,
    "Give delivery_ids, or event_ids, or from and to.",
  )
  .openapi("WebhookRedelivery", {
    description:
      "Deliveries or events by id (up to 90), or all events written from `from` up to `to` that the endpoint wants, " +
      "the oldest 500 of them.",
  });

export const redelivered = z
  .object({
    event_ids: z.array(z.string()).openapi({ description: "The events that are delivered anew, each once." }),
    next_from: orNull(z.iso.datetime()).openapi({
      description: "When the range held more: where to begin the next one. Null when this was all.",
    }),
  })
  .openapi("WebhookRedelivered");
