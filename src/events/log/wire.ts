import { lazily, z } from "#kernel/http/schema";
import { isoTime } from "#kernel/values/time";
import { isEventPattern } from "./event-patterns";
import type { EventRow } from "./queries";
import type { Event, verificationResult } from "./responses";
import type { VerificationResult } from "./verify";

/** An event type or a family of them: how endpoints, live connections and lists select events. */
export const eventPattern = lazily(() =>
  z.string().refine(isEventPattern, "Must be an event type, or a family such as order.*.").openapi("EventPattern", {
    type: "string",
    pattern: "^[a-z_]+\\.([a-z_]+|\\*)$",
    description: "An event type, or a family such as `order.*`, which includes types added later.",
    example: "order.*",
  }),
);

/** Only `recordEvent` and its like write the log, so its text is always that of an object. */
const dataIn = (text: string): Event["data"] => JSON.parse(text);

export const toEvent = (row: EventRow): Event => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  occurred_at: isoTime(row.occurredAt),
  actor: row.actor,
  request_id: row.requestId,
  subject: { type: row.subjectType, id: row.subjectId },
  data: dataIn(row.data),
  hash: row.hash,
});

export const seqOf = (description: string) => z.int().openapi({ description });

export const toVerificationResult = (found: VerificationResult): z.infer<typeof verificationResult> =>
  found.verified
    ? {
        result: "intact",
        from_seq: found.fromSeq,
        to_seq: found.head.seq,
        head: found.head,
        unsealed: found.unsealed,
        next_seq: found.nextSeq,
      }
    : { result: "altered", first_bad_seq: found.fault.seq, reason: found.fault.reason };
