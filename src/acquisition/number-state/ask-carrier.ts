// Pure: no I/O, no clock, no randomness.
import type { Unavailable, UnknownResult } from "#kernel/ports/carrier";
import type { PurchaseAnswer } from "#kernel/ports/number-object";
import { failItem } from "./finish-purchase";
import { imageOf, nextVersion } from "./hold-number";
import {
  answerWith,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  type Purchase,
  type PurchaseFailure,
  withPhase,
} from "./number-record";
import { backOffMs, LOST_CALL_MS } from "./wake-times";

/** The steps of a purchase that ask the carrier something, or that wait before they ask. */

type PurchaseStep = NumberStep<PurchaseAnswer>;

/**
 * How often a busy carrier may reject requests of one item before the item fails. With the waits between them this
 * takes about two minutes.
 */
export const MAX_THROTTLED_ATTEMPTS = 7;

/**
 * How long the carrier may be out of reach before the item fails. This is longer than for a busy carrier, because
 * waiting for the end of an outage costs nothing. It is counted separately, because after an outage the carrier is
 * often busy for a while.
 */
export const OUTAGE_PATIENCE_MS = 15 * 60_000;

const MAX_WAIT_MS = 60_000;
const MIN_OUTAGE_WAIT_MS = 2_000;

/**
 * Enters `checking` and reads the carrier's inventory. Buying a number that the account has already would not fail: it
 * would overwrite that number's settings.
 */
export function askInventory(record: NumberRecord, purchase: Purchase, now: number): PurchaseStep {
  const asking = { ...purchase, askedAt: now };
  const next = withPhase(record, { kind: "checking", purchase: asking });
  return {
    record: next,
    request: { kind: "look_up", purchase: asking },
    answer: { kind: "pending", unknown: false },
  };
}

/** Enters `purchasing` and sends the next attempt to buy. */
export function askToBuy(record: NumberRecord, purchase: Purchase, now: number): PurchaseStep {
  const asking = { ...purchase, attempts: purchase.attempts + 1, askedAt: now, unreachableSince: null };
  const next = withPhase(record, { kind: "purchasing", purchase: asking });
  return { record: next, request: { kind: "buy", purchase: asking }, answer: { kind: "pending", unknown: false } };
}

/**
 * Enters `unknown` and reads the carrier's inventory at once. `failure`: why a later attempt certainly bought
 * nothing; `null` without one.
 */
export function awaitProof(
  record: NumberRecord,
  purchase: Purchase,
  failure: PurchaseFailure | null,
  now: number,
): PurchaseStep {
  const phase = { kind: "unknown", purchase, checks: 0, nextAt: now + LOST_CALL_MS, failure } as const;
  const next = withPublishedStatus(record, phase, now);
  return { record: next, request: { kind: "look_up", purchase }, answer: { kind: "pending", unknown: true } };
}

/**
 * Enters `waiting`: the carrier rejected the request unread, or the breaker did not send it. Fails the item after
 * `MAX_THROTTLED_ATTEMPTS` or `OUTAGE_PATIENCE_MS`.
 */
export function waitForCarrier(
  record: NumberRecord,
  purchase: Purchase,
  result: Unavailable | UnknownResult,
  now: number,
): PurchaseStep {
  const busy = result.kind === "unavailable" && !result.notAsked;
  const throttledAttempts = purchase.throttledAttempts + (busy ? 1 : 0);
  if (throttledAttempts >= MAX_THROTTLED_ATTEMPTS) {
    return failItem(record, purchase, { code: "carrier_busy", carrierCode: null, retryable: true }, now);
  }
  const unreachableSince = busy ? null : (purchase.unreachableSince ?? now);
  const unreachableMs = now - (unreachableSince ?? now);
  // After an unconfirmed attempt only the inventory may end the purchase, because the carrier may have sold.
  const isPatient = unreachableMs < OUTAGE_PATIENCE_MS || purchase.unconfirmedAttempts > 0;
  if (!isPatient) {
    return failItem(record, purchase, { code: "carrier_unavailable", carrierCode: null, retryable: true }, now);
  }
  const retryAfterMs = result.kind === "unavailable" ? (result.retryAfterSeconds ?? 0) * 1_000 : 0;
  const pauseMs = busy ? backOffMs(throttledAttempts, MAX_WAIT_MS) : outageWaitMs(unreachableMs);
  const nextAt = now + Math.max(retryAfterMs, pauseMs);
  const phase = { kind: "waiting", purchase: { ...purchase, throttledAttempts, unreachableSince }, nextAt } as const;
  return answerWith(withPublishedStatus(record, phase, now), { kind: "pending", unknown: false });
}

/** Half of the outage's length so far. So an outage delays an item by little more than its own length. */
const outageWaitMs = (lastedMs: number): number => Math.min(MAX_WAIT_MS, Math.max(MIN_OUTAGE_WAIT_MS, lastedMs / 2));

/** Enters a phase that outlasts the request, and publishes the item's status if it is a new one. */
function withPublishedStatus(
  record: NumberRecord,
  phase: Extract<NumberPhase, { kind: "waiting" | "unknown" }>,
  now: number,
): NumberRecord {
  const status = phase.kind === "unknown" ? "unknown" : "purchasing";
  if (phase.purchase.publishedStatus === status) return withPhase(record, phase);
  const hold = phase.purchase.hold && nextVersion(phase.purchase.hold);
  const purchase = { ...phase.purchase, hold, publishedStatus: status } as const;
  return withPhase(
    record,
    { ...phase, purchase },
    {
      kind: "item_pending",
      by: purchase.by,
      at: now,
      itemId: purchase.itemId,
      orderId: purchase.orderId,
      status,
      reservation: hold && imageOf(hold, "purchasing", null),
    },
  );
}
