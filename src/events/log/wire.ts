import { z } from "@hono/zod-openapi";
import { isoTime } from "#kernel/values/time";
import { eventTypes, subjectTypes } from "./catalogue";
import { faults } from "./chain";
import type { EventRow } from "./queries";
import type { VerificationResult } from "./verify";

export const event = z
  .object({
    seq: z.int().openapi({ description: "The event's place in your log: 1, 2, 3 and so on, without a gap." }),
    id: z.string(),
    type: z.string().openapi({ description: `One of ${eventTypes.join(", ")}.` }),
    occurred_at: z.iso.datetime(),
    actor: z.string().openapi({ description: "Who did it: `key:` and a key's id, `admin`, `system` or `carrier`." }),
    request_id: z.string(),
    subject: z.object({
      type: z.string().openapi({ description: `One of ${subjectTypes.join(", ")}.` }),
      id: z.string(),
    }),
    data: z.record(z.string(), z.unknown()),
    hash: z
      .string()
      .nullable()
      .openapi({
        description:
          "SHA-256, chained over your previous event: of that one's `hash`, a line feed and this event without `hash` as " +
          "canonical JSON (RFC 8785). Null for the minute or less until the event is sealed.",
      }),
  })
  .openapi("Event");

const stored = z.record(z.string(), z.unknown());

export const toEvent = (row: EventRow): z.infer<typeof event> => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  occurred_at: isoTime(row.occurredAt),
  actor: row.actor,
  request_id: row.requestId,
  subject: { type: row.subjectType, id: row.subjectId },
  data: stored.parse(JSON.parse(row.data)),
  hash: row.hash,
});

const seqOf = (description: string) => z.int().openapi({ description });

export const verificationResult = z
  .union([
    z.object({
      verified: z.literal(true),
      from_seq: seqOf("The first event that was checked."),
      to_seq: seqOf("The last one; smaller than `from_seq` where there was none to check."),
      head: z.object({ seq: z.int(), hash: z.string() }).openapi({
        description: "The last event, with its hash. Keep it: it proves later that nothing before it was changed.",
      }),
      unsealed: seqOf("Events of your whole log that are too young to have a hash."),
      next_seq: seqOf("Where to go on, as `from_seq`; null when all that you asked for is checked.").nullable(),
    }),
    z.object({
      verified: z.literal(false),
      first_bad_seq: seqOf("The first event that is not as it was sealed."),
      reason: z.enum(faults).openapi({
        description:
          "`hash_mismatch`: it was changed. `missing`: it is not there. `reordered`: another event stands in its place, and it " +
          "stands further on.",
      }),
    }),
  ])
  .openapi("EventVerdict");

export const toVerificationResult = (found: VerificationResult): z.infer<typeof verificationResult> =>
  found.verified
    ? {
        verified: true,
        from_seq: found.fromSeq,
        to_seq: found.head.seq,
        head: found.head,
        unsealed: found.unsealed,
        next_seq: found.nextSeq,
      }
    : { verified: false, first_bad_seq: found.fault.seq, reason: found.fault.reason };
