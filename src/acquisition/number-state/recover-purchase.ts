// Pure: no I/O, no clock, no randomness.
import type { PurchaseAnswer } from "#kernel/ports/number-object";
import { askInventory, awaitProof } from "./ask-carrier";
import { answerWith, type NumberRecord, type NumberStep, withPhase } from "./number-record";

/**
 * Continues a purchase when the object wakes, by the phase that it finds. `isCalling`: this instance of the object
 * still waits for a carrier request; after a crash or an eviction it does not, and the request counts as lost.
 */
export function recoverPurchase(record: NumberRecord, isCalling: boolean, now: number): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  const pending = { kind: "pending", unknown: phase.kind === "unknown" } as const;
  switch (phase.kind) {
    case "checking":
    case "purchasing": {
      const { purchase } = phase;
      if (isCalling)
        return answerWith(withPhase(record, { ...phase, purchase: { ...purchase, askedAt: now } }), pending);
      if (phase.kind === "checking") return askInventory(record, purchase, now);
      const unconfirmedAttempts = purchase.unconfirmedAttempts + 1;
      return awaitProof(record, { ...purchase, unconfirmedAttempts }, null, now);
    }
    case "waiting":
      return isCalling || phase.nextAt > now ? answerWith(record, pending) : askInventory(record, phase.purchase, now);
    case "unknown": {
      if (isCalling || phase.nextAt > now) return answerWith(record, pending);
      return { record, request: { kind: "look_up", purchase: phase.purchase }, answer: pending };
    }
    case "free":
    case "held":
    case "cooling":
    case "owned":
    case "releasing":
      return answerWith(record, pending);
  }
}
