import { withdrawAdoption } from "./adopt-number";
import { withdraw } from "./hold-number";
import { backOffMs, type NumberRecord, type NumberStep, type OutboxEntry } from "./number-record";
import { giveBack } from "./release-number";
import type { CompareResult } from "./write-projection";

/** What becomes of an object's record once the database has been told of a change, would not have it, or was not there. */

const MAX_OUTBOX_WAIT_MS = 60_000;

export function unpublished(record: NumberRecord, now: number): NumberRecord {
  const outboxTries = record.outboxTries + 1;
  return { ...record, outboxTries, outboxAt: now + backOffMs(outboxTries, MAX_OUTBOX_WAIT_MS) };
}

export function afterPublished(
  before: NumberRecord,
  { entry, told }: OutboxEntry,
  verdict: CompareResult,
  now: number,
): NumberStep<null> {
  const record = { ...before, outbox: before.outbox.filter((one) => one.entry !== entry), outboxTries: 0 };
  if (verdict === "refused" && told.kind === "hold_created") {
    return { record: withdraw(record, told.reservation.id, false, now), effect: null, answer: null };
  }
  if (verdict === "refused" && told.kind === "number_adopted") {
    return { record: withdrawAdoption(record, told), effect: null, answer: null };
  }
  if (verdict === "refused" && told.kind === "item_settled" && told.number) {
    const { by, itemId, orderId, reservation } = told;
    const ended = reservation && { ...reservation, status: "failed" as const, phoneNumberId: null };
    return { ...giveBack(record, by, { itemId, orderId, reservation: ended }, now), answer: null };
  }
  return { record, effect: null, answer: null };
}
