import { lazily, z } from "#kernel/http/schema";
import { isoTime } from "#kernel/values/time";
import type { EventRow } from "./queries";
import type { event, verificationResult } from "./responses";
import type { VerificationResult } from "./verify";

const stored = lazily(() => z.record(z.string(), z.unknown()));

export const toEvent = (row: EventRow): z.infer<typeof event> => ({
  seq: row.seq,
  id: row.id,
  type: row.type,
  occurred_at: isoTime(row.occurredAt),
  actor: row.actor,
  request_id: row.requestId,
  subject: { type: row.subjectType, id: row.subjectId },
  data: stored().parse(JSON.parse(row.data)),
  hash: row.hash,
});

export const seqOf = (description: string) => z.int().openapi({ description });

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
