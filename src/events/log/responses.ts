import { z } from "#kernel/http/schema";
import { eventTypes, subjectTypes } from "./catalogue";
import { faults } from "./chain";
import { seqOf } from "./wire";

export const event = z
  .object({
    seq: z.int().openapi({ description: "The event's place in your event log: 1, 2, 3 and so on, without a gap." }),
    id: z.string().openapi({
      description: "The event's id, unique over all tenants. Webhook messages carry it as `webhook-id`.",
    }),
    type: z.string().openapi({ description: `One of ${eventTypes.join(", ")}.` }),
    occurred_at: z.iso.datetime().openapi({ description: "When the change happened that the event describes." }),
    actor: z.string().openapi({
      description:
        "Who caused it: `key:` and the id of an API key; `admin` for the platform's bootstrap token; `system` for a job of the " +
        "platform; `carrier` for Twilio.",
    }),
    request_id: z.string().openapi({
      description: "The request, job run or webhook that caused it. Quote it when you contact the platform's support.",
    }),
    subject: z
      .object({
        type: z.string().openapi({ description: `One of ${subjectTypes.join(", ")}.` }),
        id: z.string().openapi({ description: "The object's id. Filter by it with `subject_id`." }),
      })
      .openapi({ description: "The object that the event is about." }),
    data: z.record(z.string(), z.unknown()).openapi({
      description:
        "Details that depend on `type`. The schemas are under `webhooks` in this document. Ignore fields you don't know.",
    }),
    hash: z
      .string()
      .nullable()
      .openapi({
        description:
          "The event's link in the hash chain: the SHA-256, in lower-case hex, of the previous event's `hash`, a line feed and " +
          "this event without `hash` as canonical JSON (RFC 8785). Null until the event is sealed, which takes up to a minute.",
      }),
  })
  .openapi("Event");

export type Event = z.output<typeof event>;

export const verificationResult = z
  .union([
    z.object({
      verified: z.literal(true).openapi({ description: "Every checked event is as it was sealed." }),
      from_seq: seqOf("The `seq` of the first checked event."),
      to_seq: seqOf("The `seq` of the last checked event; `from_seq` - 1 if there was no event to check."),
      head: z
        .object({
          seq: z.int().openapi({ description: "Its `seq`." }),
          hash: z.string().openapi({ description: "Its `hash`." }),
        })
        .openapi({
          description:
            "The last checked event. Store it outside of this platform: while a later check finds the same hash there, no event " +
            "up to it was changed.",
        }),
      unsealed: seqOf("The number of events of your whole log that are not sealed yet."),
      next_seq: seqOf(
        "Pass this as `from_seq` to check the next events; null if all requested events are checked.",
      ).nullable(),
    }),
    z.object({
      verified: z.literal(false).openapi({ description: "An event is not as it was sealed." }),
      first_bad_seq: seqOf("The `seq` of the first event that is not as it was sealed."),
      reason: z.enum(faults).openapi({
        description:
          "`hash_mismatch`: the event was changed. `missing`: it is not in the log. `reordered`: another event has its place.",
      }),
    }),
  ])
  .openapi("EventVerification");

export type VerificationResult = z.output<typeof verificationResult>;
