import { z } from "#kernel/http/schema";
import { type EventType, eventTypes, subjectTypes } from "./catalogue";
import { faults } from "./chain";
import { eventSchemas } from "./event-schemas";
import { seqOf } from "./wire";

const subject = z
  .object({
    type: z.enum(subjectTypes).openapi("EventSubjectType", { description: "The kind of object." }),
    id: z.string().openapi({ description: "The object's id. Filter by it with `subject_id`." }),
  })
  .openapi("EventSubject", { description: "The object that an event is about." });

const eventFields = {
  seq: z.int().openapi({ description: "The event's place in your event log: 1, 2, 3 and so on, without a gap." }),
  id: z.string().openapi({
    description: "The event's id, unique over all tenants. Webhook messages carry it as `webhook-id`.",
  }),
  occurred_at: z.iso.datetime().openapi({ description: "When the change happened that the event describes." }),
  actor: z.string().openapi({
    description:
      "Who caused it: `key:` and the id of an API key; `admin` for the platform's bootstrap token; `system` for a job of the " +
      "platform; `carrier` for Twilio; `link:` and the id of a share link for its visitor.",
  }),
  request_id: z.string().openapi({
    description: "The request, job run or webhook that caused it. Quote it when you contact the platform's support.",
  }),
  subject,
  hash: z
    .string()
    .nullable()
    .openapi({
      description:
        "The event's link in the hash chain: the SHA-256, in lower-case hex, of the previous event's `hash`, a line feed and " +
        "this event without `hash` as canonical JSON (RFC 8785). Null until the event is sealed, which takes up to a minute.",
    }),
};

const { subject: _, ...plainFields } = eventFields;

/** An event as the Worker shows it: the log stores its type and its data as they were recorded. */
export type Event = z.output<z.ZodObject<typeof plainFields>> & {
  readonly type: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly data: Record<string, unknown>;
};

/** `order.item_failed` as `OrderItemFailed`: the beginning of the names of the type's components. */
export const componentNameOf = (type: EventType): string =>
  type.replaceAll(/(?:^|[._])(.)/g, (_, letter: string) => letter.toUpperCase());

const eventOf = (type: EventType) => {
  const { description = "" } = eventSchemas[type];
  return z
    .object({
      ...eventFields,
      type: z.literal(type).openapi({ description: "The event's type." }),
      data: eventSchemas[type].openapi(`${componentNameOf(type)}Data`, {
        description: `The details of an event \`${type}\`. Ignore fields that you do not know.`,
      }),
    })
    .openapi(`${componentNameOf(type)}Event`, { description });
};

/** The schema of the events of each type. */
export const eventsByType = new Map(eventTypes.map((type) => [type, eventOf(type)]));

const [first, ...others] = eventsByType.values();
if (!first) throw new Error("The catalogue has no type of event.");

export const event = z.discriminatedUnion("type", [first, ...others]).openapi("Event", {
  description: "An event; `type` says which one it is. New types may be added: ignore the types that you do not know.",
});

const intactEvents = z
  .object({
    result: z.literal("intact").openapi({ description: "Every checked event is as it was sealed." }),
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
  })
  .openapi("IntactEvents");

const alteredEvents = z
  .object({
    result: z.literal("altered").openapi({ description: "An event is not as it was sealed." }),
    first_bad_seq: seqOf("The `seq` of the first event that is not as it was sealed."),
    reason: z.enum(faults).openapi({
      description:
        "`hash_mismatch`: the event was changed. `missing`: it is not in the log. `reordered`: another event has its place.",
    }),
  })
  .openapi("AlteredEvents");

export const verificationResult = z
  .discriminatedUnion("result", [intactEvents, alteredEvents])
  .openapi("EventVerification");

export type VerificationResult = z.output<typeof verificationResult>;
