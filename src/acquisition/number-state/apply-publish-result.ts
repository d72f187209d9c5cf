// Pure: no I/O, no clock, no randomness.
import { withdrawAdoption } from "./adopt-number";
import { withdrawHold } from "./hold-number";
import { answerWith, type NumberRecord, type NumberStep, type OutboxEntry } from "./number-record";
import { returnUnrecordedNumber } from "./release-number";
import { backOffMs } from "./wake-times";
import type { WriteResult } from "./write-projection";

/** The record after an attempt to publish its oldest change to D1. */

const MAX_PUBLISH_WAIT_MS = 60_000;

/** D1 could not be reached: the alarm tries again. */
export function postponePublishing(record: NumberRecord, now: number): NumberRecord {
  const publishTries = record.publishTries + 1;
  return { ...record, publishTries, publishAt: now + backOffMs(publishTries, MAX_PUBLISH_WAIT_MS) };
}

/** D1 wrote the change, or refused it. A refused hold, adoption or purchase is undone here. */
export function applyPublishResult(
  before: NumberRecord,
  { sequence, projection }: OutboxEntry,
  result: WriteResult,
  now: number,
): NumberStep<null> {
  const outbox = before.outbox.filter((entry) => entry.sequence !== sequence);
  const record = { ...before, outbox, publishTries: 0 };
  if (result === "written") return answerWith(record, null);
  switch (projection.kind) {
    case "hold_created":
      return answerWith(withdrawHold(record, projection.reservation.id, false, now), null);
    case "number_adopted":
      return answerWith(withdrawAdoption(record, projection), null);
    case "item_finished": {
      if (!projection.number) return answerWith(record, null);
      const { by, itemId, orderId, reservation } = projection;
      const ended = reservation && { ...reservation, status: "failed" as const, phoneNumberId: null };
      return { ...returnUnrecordedNumber(record, by, { itemId, orderId, reservation: ended }, now), answer: null };
    }
    case "hold_changed":
    case "item_pending":
    case "number_released":
    case "cooling_off_over":
      return answerWith(record, null);
  }
}
