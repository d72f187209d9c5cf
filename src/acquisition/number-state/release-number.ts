import { COOLING_OFF_MS } from "#inventory/phone-numbers/lifecycle";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Actor, ReleaseAnswer, ReleaseRequest } from "#kernel/ports/number-object";
import { expireDue } from "./hold-number";
import {
  backOffMs,
  type FailedItem,
  failure,
  LOST_CALL_MS,
  type NumberOwner,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  withPhase,
} from "./number-record";
import { finishPurchase } from "./start-purchase";

/** Every rule about giving a number back to the carrier: asked until it confirms, and free for others only then. */

const MAX_WAIT_MS = 5 * 60_000;

const still = (record: NumberRecord, answer: ReleaseAnswer): NumberStep<ReleaseAnswer> => ({
  record,
  effect: null,
  answer,
});

type Releasing = Extract<NumberPhase, { kind: "releasing" }>;

/** Asks the carrier to take the number back. Its answer sets the next time; without one the call counts as lost. */
export function begin(record: NumberRecord, phase: Releasing, now: number): NumberStep<ReleaseAnswer> {
  const asking = { ...phase, nextAt: now + LOST_CALL_MS };
  const effect = { kind: "release", carrierId: phase.owner.carrierId } as const;
  return { record: withPhase(record, asking), effect, answer: { kind: "pending" } };
}

/** The number's row already says `releasing`: that row is the judge of an owned number, so a blank object believes it. */
export function stepRelease(
  before: NumberRecord,
  { by, phoneNumberId, carrierId }: ReleaseRequest,
  now: number,
): NumberStep<ReleaseAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  const owner: NumberOwner = { tenantId: by.tenantId, phoneNumberId, carrierId };
  const fresh: Releasing = { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem: null };
  if (phase.kind === "free") return begin(record, fresh, now);
  if (phase.kind === "owned" && phase.owner.phoneNumberId === phoneNumberId) return begin(record, fresh, now);
  if (phase.kind === "releasing" && phase.owner.phoneNumberId === phoneNumberId)
    return still(record, { kind: "pending" });
  return still(record, { kind: "not_owned" });
}

/** The carrier's answer to giving the number back. Whatever is not a yes is asked again. */
export function released(record: NumberRecord, result: CarrierResult<null>, now: number): NumberStep<ReleaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "releasing") return still(record, { kind: "released" });
  if (result.kind !== "ok") {
    const tries = phase.tries + 1;
    return still(withPhase(record, { ...phase, tries, nextAt: now + backOffMs(tries, MAX_WAIT_MS) }), {
      kind: "pending",
    });
  }
  const { failedItem, by, owner, orphan } = phase;
  const free = { kind: "free" } as const;
  if (orphan) {
    const next: NumberPhase = orphan.cooling ? { kind: "cooling", cooling: orphan.cooling } : free;
    return still(withPhase(record, next), { kind: "released" });
  }
  if (failedItem) {
    const outcome = failure("conflict", null, false);
    const told = { kind: "item_settled", by, at: now, ...failedItem, outcome, number: null } as const;
    return still(finishPurchase(record, free, told), { kind: "released" });
  }
  const told = { kind: "number_released", by, at: now, phoneNumberId: owner.phoneNumberId } as const;
  const { tenantId, phoneNumberId } = owner;
  const cooling = { tenantId, phoneNumberId, until: now + COOLING_OFF_MS };
  return still(withPhase(record, { kind: "cooling", cooling }, told), { kind: "released" });
}

/** A number was bought and cannot be written down: the money is spent, so the number goes back at once. */
export function giveBack(
  record: NumberRecord,
  by: Actor,
  failedItem: FailedItem,
  now: number,
): NumberStep<ReleaseAnswer> {
  if (record.phase.kind !== "owned") return still(record, { kind: "not_owned" });
  const { owner } = record.phase;
  return begin(record, { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem }, now);
}

export function wakeRelease(record: NumberRecord, calling: boolean, now: number): NumberStep<ReleaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "releasing" || calling || phase.nextAt > now) return still(record, { kind: "pending" });
  return begin(record, phase, now);
}
