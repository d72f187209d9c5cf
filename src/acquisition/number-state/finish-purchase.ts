// Pure: no I/O, no clock, no randomness.
import type { ReservationImage } from "#acquisition/reservations/hold-statements";
import { isOver } from "#acquisition/reservations/lifetime";
import type { CarrierNumber, Refused } from "#kernel/ports/carrier";
import type { ItemFailure, PurchaseAnswer } from "#kernel/ports/number-object";
import { imageOf, nextVersion } from "./hold-number";
import {
  answerWith,
  failedOutcome,
  freeOrCooling,
  type Hold,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  type Purchase,
  type PurchaseFailure,
  withPhase,
} from "./number-record";
import type { ItemFinished } from "./write-projection";

/** How a purchase ends: with a number or with a failure. */

/**
 * Outcomes remembered at a time. **Invariant:** a forgotten item costs no money: if its command came again, its item
 * would be finished in D1 already, so the number would be bought, refused by D1 and released.
 */
const MAX_FINISHED_ITEMS = 100;

/** Ends a purchase whose number the carrier has sold: the tenant owns the number. */
export function completeItem(
  record: NumberRecord,
  purchase: Purchase,
  sold: CarrierNumber,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { by, phoneNumberId, orderId, itemId, terms, configuration, documents, hold } = purchase;
  const owner = { tenantId: by.tenantId, phoneNumberId, carrierId: sold.carrierId };
  const outcome = { kind: "completed", phoneNumberId } as const;
  const number = {
    id: phoneNumberId,
    carrierId: sold.carrierId,
    country: sold.country ?? terms.country,
    type: sold.type ?? terms.type,
    capabilities: sold.capabilities,
    monthlyPrice: terms.monthlyPrice,
    configuration,
    documents,
    restored: purchase.restores,
  };
  const reservation = hold && imageOf(nextVersion(hold), "completed", now, phoneNumberId);
  const finished = { kind: "item_finished", by, at: now, itemId, orderId, outcome, reservation, number } as const;
  return answerWith(recordOutcome(record, { kind: "owned", owner }, finished), { ...outcome, at: now });
}

/** The failure of an item that the carrier refused for good. */
export const refusedBy = ({ code, carrierCode }: Refused): PurchaseFailure => ({ code, carrierCode, retryable: false });

/** Ends a purchase that certainly bought nothing, and returns the number to the phase that it had before. */
export function failItem(
  record: NumberRecord,
  purchase: Purchase,
  { code, carrierCode, retryable }: PurchaseFailure,
  now: number,
): NumberStep<PurchaseAnswer> {
  const outcome = failedOutcome(code, carrierCode, retryable);
  const { by, itemId, orderId, cooling } = purchase;
  const hold = purchase.hold && nextVersion(purchase.hold);
  const survives = hold !== null && retryable && !isOver(hold, now);
  // A cooling-off whose time is over by now ends with the next step: see `expireDue`.
  const phase: NumberPhase = survives ? { kind: "held", hold } : freeOrCooling(cooling);
  const reservation = hold && usedHoldImage(hold, survives, code, now);
  const finished = { kind: "item_finished", by, at: now, itemId, orderId, outcome, reservation, number: null } as const;
  return answerWith(recordOutcome(record, phase, finished), { ...outcome, at: now });
}

function usedHoldImage(hold: Hold, survives: boolean, code: ItemFailure, now: number): ReservationImage {
  if (survives) return imageOf(hold, "held", null);
  return imageOf(hold, code === "number_unavailable" ? "lost" : "failed", now);
}

/** Publishes how an item ended and remembers it for repeated commands, even after the number is released. */
export function recordOutcome(record: NumberRecord, phase: NumberPhase, finished: ItemFinished): NumberRecord {
  const { itemId, outcome, at } = finished;
  const others = record.finishedItems.filter((past) => past.itemId !== itemId);
  const finishedItems = [...others, { itemId, outcome, at }].slice(-MAX_FINISHED_ITEMS);
  return withPhase({ ...record, finishedItems }, phase, finished);
}
