// Pure: no I/O, no clock, no randomness.
import type { ItemFailure, PurchaseAnswer, PurchaseRequest } from "#kernel/ports/number-object";
import { askInventory } from "./ask-carrier";
import { recordOutcome } from "./finish-purchase";
import { expireDue } from "./hold-number";
import {
  answerWith,
  type Cooling,
  failedOutcome,
  type NumberRecord,
  type NumberStep,
  type Purchase,
  purchaseOf,
} from "./number-record";
import { occupancyOf } from "./occupancy";

/** Starts a purchase. A repeated command is answered from the record. */

/** With this many projections pending, a refused command stays open, so that the outbox cannot grow without limit. */
const MAX_PENDING_PROJECTIONS = 100;

/**
 * Starts an item's purchase with a look at the carrier's inventory. A command that may not buy finishes its item as
 * failed at once; a command after its `notAfter` is void.
 */
export function startPurchase(before: NumberRecord, request: PurchaseRequest, now: number): NumberStep<PurchaseAnswer> {
  const record = expireDue(before, now);
  const known = knownOutcome(record, request, now);
  if (known) return answerWith(record, known);
  if (now > request.notAfter) return answerWith(record, { kind: "void" });
  const refusal = checkPreconditions(record, request);
  if (!refusal) return askInventory(record, purchaseFor(record, request, now), now);
  if (record.outbox.length >= MAX_PENDING_PROJECTIONS) return answerWith(record, { kind: "pending", unknown: false });
  const { by, itemId, orderId } = request;
  const failure = failedOutcome(refusal, null, refusal === "number_held");
  const outcome = refusal === "number_already_yours" ? { ...failure, ownedAs: ownedIdIn(record) } : failure;
  const next = recordOutcome(record, record.phase, {
    kind: "item_finished",
    by,
    at: now,
    itemId,
    orderId,
    outcome,
    reservation: null,
    number: null,
  });
  return answerWith(next, { ...outcome, at: now });
}

const ownedIdIn = ({ phase }: NumberRecord): string =>
  phase.kind === "owned" || phase.kind === "releasing" ? phase.owner.phoneNumberId : "";

/** The answer for an item that the record has already; `null` for a new item. */
export function knownOutcome(
  { phase, finishedItems }: NumberRecord,
  request: PurchaseRequest,
  now: number,
): PurchaseAnswer | null {
  if (phase.kind === "releasing" && phase.failedItem?.itemId === request.itemId)
    return { kind: "pending", unknown: false };
  const finished = finishedItems.find(({ itemId }) => itemId === request.itemId);
  if (finished) return { ...finished.outcome, at: finished.at };
  const isOwner = phase.kind === "owned" && phase.owner.phoneNumberId === request.phoneNumberId;
  if (isOwner) return { kind: "completed", phoneNumberId: request.phoneNumberId, at: now };
  if (purchaseOf(phase)?.itemId === request.itemId) return { kind: "pending", unknown: phase.kind === "unknown" };
  return null;
}

function purchaseFor({ phase }: NumberRecord, request: PurchaseRequest, now: number): Purchase {
  const { notAfter: _, reservationId: __, ...intent } = request;
  return {
    ...intent,
    hold: phase.kind === "held" && phase.hold.tenantId === request.by.tenantId ? phase.hold : null,
    cooling: phase.kind === "cooling" ? phase.cooling : null,
    attempts: 0,
    unconfirmedAttempts: 0,
    throttledAttempts: 0,
    unreachableSince: null,
    askedAt: now,
    publishedStatus: "queued",
  };
}

/** Why the number may not be bought for this item; `null` if it may. */
function checkPreconditions({ phase }: NumberRecord, request: PurchaseRequest): ItemFailure | null {
  const { reservationId } = request;
  const occupancy = occupancyOf(phase, request.by.tenantId);
  // D1 would refuse to record the number, which would be bought and given back.
  if (request.restores && (occupancy.kind === "free" || occupancy.kind === "held")) return "cooling_off_ended";
  switch (occupancy.kind) {
    case "owned":
      return occupancy.isMine ? "number_already_yours" : "number_owned";
    case "being_bought":
      return occupancy.isMine ? "number_owned" : "number_held";
    case "cooling":
      return mayRestore(occupancy.cooling, request) ? null : "number_cooling_off";
    case "held": {
      const { isMine, hold } = occupancy;
      if (reservationId !== null && !(isMine && hold.reservationId === reservationId)) return "reservation_ended";
      return isMine ? null : "number_held";
    }
    case "free":
      return reservationId === null ? null : "reservation_ended";
  }
}

const mayRestore = (cooling: Cooling, { restores, by, phoneNumberId }: PurchaseRequest): boolean =>
  restores && cooling.tenantId === by.tenantId && cooling.phoneNumberId === phoneNumberId;
