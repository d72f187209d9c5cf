import { eventTypes as allEventTypes } from "#events/log/catalogue";
import { eventPatterns } from "#events/log/event-patterns";
import { eventPattern } from "#events/log/wire";
import { lazily, z } from "#kernel/http/schema";
import { idOf } from "#kernel/http/wire";
import type { AttemptError, Delivery } from "#kernel/ports/webhook-object";
import { MAX_TARGET_LENGTH } from "#kernel/values/address";
import type { IdKind } from "#kernel/values/ids";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { TEST_TYPE } from "./message";
import type { webhookDelivery, webhookEndpoint } from "./responses";
import { DEFAULT_OVERLAP_SECONDS, MAX_OVERLAP_SECONDS } from "./secrets";
import type { EndpointRow } from "./table";

/** D1 allows 100 parameters per statement. */
export const MAX_REDELIVERED_IDS = 90;

const url = lazily(() =>
  z.string().min(1).max(MAX_TARGET_LENGTH).openapi({
    description:
      "Where messages are sent: https, a public address, port 443 or a port from 1024 up. Redirects are not followed.",
    example: "https://hooks.example.com/phone-manager",
  }),
);
const description = lazily(() =>
  z.string().trim().max(200).openapi({ description: "A note for yourself.", example: "Billing" }),
);
const eventTypes = lazily(() =>
  z
    .array(eventPattern())
    .max(eventPatterns.length)
    .refine((list) => new Set(list).size === list.length, "Must not repeat a type.")
    .openapi({
      description: "The event types to receive, or families such as `order.*`. An empty list receives all events.",
      example: ["order.*", "phone_number.released"],
    }),
);

export const newWebhookEndpoint = lazily(() =>
  z
    .strictObject({ url: url(), description: description().optional(), event_types: eventTypes().optional() })
    .openapi("NewWebhookEndpoint"),
);

export const webhookEndpointChange = lazily(() =>
  z
    .strictObject({
      url: url().optional(),
      description: description().optional(),
      event_types: eventTypes().optional(),
      status: z
        .enum(["enabled", "disabled"])
        .optional()
        .openapi({
          description:
            "`disabled` stops all deliveries. `enabled` resumes them: events that happened meanwhile are delivered too, unless they " +
            "have left the event log; `events_skipped` then names those.",
        }),
    })
    .openapi("WebhookEndpointChange"),
);

export const toWebhookEndpoint = (row: EndpointRow): z.infer<typeof webhookEndpoint> => ({
  id: row.id,
  url: row.url,
  description: row.description,
  event_types: [...row.eventTypes],
  status: row.status,
  stopped_reason: row.stoppedReason,
  secrets_expire_at: row.secrets.flatMap(({ expires_at }) => (expires_at === null ? [] : [isoTime(expires_at)])),
  events_skipped: row.skipped && {
    from_seq: row.skipped.fromSeq,
    to_seq: row.skipped.toSeq,
    noticed_at: isoTime(row.skipped.at),
  },
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const secretRotation = lazily(() =>
  z
    .strictObject({
      overlap_seconds: z
        .int()
        .min(0)
        .max(MAX_OVERLAP_SECONDS)
        .default(DEFAULT_OVERLAP_SECONDS)
        .openapi({ description: "How long the previous secret signs beside the new one. 0 stops it at once." }),
    })
    .openapi("SecretRotation"),
);

const attemptDetails: Readonly<Record<AttemptError, string>> = {
  timeout: "The receiver gave no answer within 10 seconds.",
  connection_failed: "There was no connection to the receiver, or it broke.",
  url_not_allowed: "The host name resolves to an address that is not public. No request was sent.",
  name_not_found: "The host name does not resolve. No request was sent.",
  name_lookup_failed: "DNS did not answer. No request was sent.",
};

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
    error: made.error && { code: made.error, detail: attemptDetails[made.error] },
    response_body: made.body,
  })),
});

const deliveredTypes: readonly string[] = [...allEventTypes, TEST_TYPE];

export const deliveredType = lazily(() =>
  z
    .string()
    .refine((type) => deliveredTypes.includes(type), "Must be a type of event.")
    .openapi("DeliveredType", {
      enum: [...deliveredTypes],
      description: "The event's type; `webhook_endpoint.test` for a test message.",
    }),
);

const idsOf = (kind: IdKind) => z.array(idOf(kind)).min(1).max(MAX_REDELIVERED_IDS);
const instant = lazily(() => z.iso.datetime({ offset: true }));

export const redelivery = lazily(() =>
  z
    .strictObject({
      delivery_ids: idsOf("webhookDelivery")
        .optional()
        .openapi({ description: "Deliveries of this endpoint whose events to deliver again." }),
      event_ids: idsOf("event")
        .optional()
        .openapi({ description: "Events to deliver, even if the endpoint has not received them before." }),
      from: instant().optional().openapi({ description: "The start of a time range, inclusive. Needs `to`." }),
      to: instant().optional().openapi({ description: "The end of a time range, exclusive. Needs `from`." }),
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
    }),
);
