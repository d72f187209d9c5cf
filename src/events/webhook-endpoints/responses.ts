import { eventPattern } from "#events/log/wire";
import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { attemptErrors, deliveryStatuses } from "#kernel/ports/webhook-object";
import { endpointStatuses } from "./table";
import { deliveredType } from "./wire";

const skippedEvents = z
  .object({
    from_seq: z.int().openapi({ description: "The `seq` of the first skipped event." }),
    to_seq: z.int().openapi({ description: "The `seq` of the last skipped event." }),
    noticed_at: z.iso.datetime().openapi({ description: "When the platform noticed." }),
  })
  .openapi("SkippedEvents");

export const webhookEndpoint = z
  .object({
    id: z.string().openapi({ description: "The endpoint's id." }),
    url: z.string().openapi({ description: "Where messages are sent." }),
    description: z.string().openapi({ description: "Your note; empty if you gave none." }),
    event_types: z
      .array(eventPattern())
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
      description: "When the secret that was replaced last stops signing, or has stopped. Empty if none was replaced.",
    }),
    events_skipped: orNull(skippedEvents).openapi({
      description:
        "The last range of events that was not delivered, because the endpoint was off for longer than events stay in the log. " +
        "Download them from `GET /v1/events/archives`. Null if this never happened.",
    }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("WebhookEndpoint");

export type WebhookEndpoint = z.output<typeof webhookEndpoint>;

const secret = z.string().openapi({
  description:
    "The secret to verify signatures with, in the form of Standard Webhooks. The API shows it only here: store it.",
  example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw3Hq2PqXG8xk=",
});

export const createdWebhookEndpoint = webhookEndpoint.extend({ secret }).openapi("CreatedWebhookEndpoint");

export type CreatedWebhookEndpoint = z.output<typeof createdWebhookEndpoint>;

export const rotatedSecret = z
  .object({
    secret,
    previous_expires_at: z.iso.datetime().openapi({ description: "When the previous secret stops signing." }),
  })
  .openapi("RotatedSecret");

export type RotatedSecret = z.output<typeof rotatedSecret>;

const attemptError = z
  .object({
    code: z.enum(attemptErrors).openapi("WebhookAttemptErrorCode", {
      description:
        "`timeout`: no answer within 10 seconds. `connection_failed`: no connection, or it broke. `url_not_allowed`: the host " +
        "name resolves to a private address. `name_not_found`: it does not resolve. `name_lookup_failed`: DNS did not answer.",
    }),
    detail: z.string(),
  })
  .openapi("WebhookAttemptError");

const attempt = z
  .object({
    attempted_at: z.iso.datetime().openapi({ description: "When the request was sent." }),
    latency_ms: z.int().openapi({ description: "How long the answer or the failure took." }),
    response_status: z
      .int()
      .nullable()
      .openapi({ description: "The HTTP status of the answer; null if there was none." }),
    error: orNull(attemptError).openapi({ description: "Why there was no answer; null if there was one." }),
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
    event_type: deliveredType(),
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

export type WebhookDelivery = z.output<typeof webhookDelivery>;

export const redelivered = z
  .object({
    event_ids: z.array(z.string()).openapi({ description: "The events that are being delivered." }),
    next_from: z.iso.datetime().nullable().openapi({
      description: "If the time range has more events: the `from` of your next request. Null if it has no more.",
    }),
  })
  .openapi("WebhookRedelivered");

export type Redelivered = z.output<typeof redelivered>;
