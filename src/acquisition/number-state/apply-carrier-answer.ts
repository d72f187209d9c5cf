// Pure: no I/O, no clock, no randomness.
import type { CarrierNumber, CarrierResult, Refused } from "#kernel/ports/carrier";
import type { PurchaseAnswer } from "#kernel/ports/number-object";
import { askToBuy, awaitProof, waitForCarrier } from "./ask-carrier";
import { completeItem, failItem, refusedBy } from "./finish-purchase";
import {
  answerWith,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  type Purchase,
  type PurchaseFailure,
  wasBoughtBy,
  withPhase,
} from "./number-record";
import { backOffMs } from "./wake-times";

/** The carrier's answers during a purchase, read by what took effect: sold, certainly not sold, or not known. */

/** An item fails after this many attempts to buy without a confirmed result. */
const MAX_UNCONFIRMED_ATTEMPTS = 3;
const MAX_CHECK_WAIT_MS = 5 * 60_000;

export interface BuyingPolicy {
  /** For how long after an attempt the inventory must not list the number to prove that the attempt had no effect. */
  readonly absenceProofMs: number;
}

/** Applies the answer to a buy request. `attempt` is its number; the answer to an earlier one changes nothing. */
export function applyBuyAnswer(
  record: NumberRecord,
  attempt: number,
  result: CarrierResult<CarrierNumber>,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  const isAwaited = phase.kind === "purchasing" || phase.kind === "unknown";
  if (!isAwaited || phase.purchase.attempts !== attempt) return answerWith(record, { kind: "pending", unknown: true });
  const { purchase } = phase;
  if (result.kind === "ok") return completeItem(record, purchase, result.value, now);
  if (phase.kind === "unknown") return answerWith(record, { kind: "pending", unknown: true });
  switch (result.kind) {
    case "refused":
      return failAttempt(record, purchase, refusedBy(result), now);
    case "unavailable":
      return waitForCarrier(record, purchase, result, now);
    case "unknown":
      return awaitProof(record, { ...purchase, unconfirmedAttempts: purchase.unconfirmedAttempts + 1 }, null, now);
  }
}

/** An attempt failed. The item fails, too, unless an earlier, unconfirmed attempt may have bought the number. */
const failAttempt = (record: NumberRecord, purchase: Purchase, failure: PurchaseFailure, now: number) =>
  purchase.unconfirmedAttempts === 0
    ? failItem(record, purchase, failure, now)
    : awaitProof(record, purchase, failure, now);

/** The purchase had to wait, so its tenant may have been suspended or closed since its order was written. */
export const hasWaited = ({ publishedStatus }: Purchase): boolean => publishedStatus !== "queued";

/** Applies that the attempt was not sent, because its tenant was suspended or closed meanwhile. */
export function applyStoppedTenant(
  record: NumberRecord,
  attempt: number,
  code: "tenant_suspended" | "tenant_closed",
  now: number,
): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "purchasing" || phase.purchase.attempts !== attempt) {
    return answerWith(record, { kind: "pending", unknown: phase.kind === "unknown" });
  }
  return failAttempt(record, phase.purchase, { code, carrierCode: null, retryable: true }, now);
}

/** The account has the number, but this purchase did not buy it, so the number must stay as it is. */
const listedForAnother: Refused = {
  kind: "refused",
  code: "number_unavailable",
  carrierCode: null,
  message: "The carrier account has the number already.",
};

/**
 * Applies the number's entry in the carrier's inventory, or its absence (`null`). In `checking` it decides whether to
 * buy, in `unknown` whether the latest attempt bought.
 */
export function applyLookUpAnswer(
  record: NumberRecord,
  result: CarrierResult<CarrierNumber | null>,
  policy: BuyingPolicy,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "checking" && phase.kind !== "unknown") {
    return answerWith(record, { kind: "pending", unknown: false });
  }
  const { purchase } = phase;
  if (result.kind === "ok" && result.value) {
    return wasBoughtBy(result.value, purchase)
      ? completeItem(record, purchase, result.value, now)
      : failItem(record, purchase, refusedBy(listedForAnother), now);
  }
  if (phase.kind === "unknown") return applyUnlisted(record, phase, result.kind === "ok", policy, now);
  if (result.kind === "ok") return askToBuy(record, purchase, now);
  return result.kind === "refused"
    ? failItem(record, purchase, refusedBy(result), now)
    : waitForCarrier(record, purchase, result, now);
}

/** In `unknown`: the inventory does not list the number (`isAbsent`), or could not be read. */
function applyUnlisted(
  record: NumberRecord,
  phase: Extract<NumberPhase, { kind: "unknown" }>,
  isAbsent: boolean,
  { absenceProofMs }: BuyingPolicy,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { purchase, failure } = phase;
  const checks = phase.checks + 1;
  const backedOffAt = now + backOffMs(checks, MAX_CHECK_WAIT_MS);
  const provedAt = purchase.askedAt + absenceProofMs;
  if (!isAbsent || now < provedAt) {
    const nextAt = isAbsent ? Math.min(backedOffAt, provedAt) : backedOffAt;
    return answerWith(withPhase(record, { ...phase, checks, nextAt }), { kind: "pending", unknown: true });
  }
  if (failure) return failItem(record, purchase, failure, now);
  if (purchase.unconfirmedAttempts < MAX_UNCONFIRMED_ATTEMPTS) return askToBuy(record, purchase, now);
  return failItem(record, purchase, { code: "carrier_unavailable", carrierCode: null, retryable: true }, now);
}
