// Pure: no I/O, no clock, no randomness.
import { COOLING_OFF_MS } from "#inventory/phone-numbers/lifecycle";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Actor, ReleaseAnswer, ReleaseRequest } from "#kernel/ports/number-object";
import { recordOutcome } from "./finish-purchase";
import { expireDue } from "./hold-number";
import {
  answerWith,
  type FailedItem,
  failedOutcome,
  freeOrCooling,
  type NumberOwner,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  purchaseOf,
  withPhase,
} from "./number-record";
import { backOffMs, LOST_CALL_MS } from "./wake-times";

/** Releases a number to the carrier. The request is repeated until the carrier confirms it. */

const MAX_WAIT_MS = 5 * 60_000;

type Releasing = Extract<NumberPhase, { kind: "releasing" }>;

/** Sends the release. The carrier's answer sets the next try; without an answer the request counts as lost. */
export function askForRelease(record: NumberRecord, phase: Releasing, now: number): NumberStep<ReleaseAnswer> {
  const asking = { ...phase, nextAt: now + LOST_CALL_MS };
  const request = { kind: "release", carrierId: phase.owner.carrierId } as const;
  return { record: withPhase(record, asking), request, answer: { kind: "pending" } };
}

/**
 * Starts a release after D1's row of the number has become `releasing`. The row is the authority on owned numbers, so
 * an object without a record obeys it too.
 */
export function startRelease(
  before: NumberRecord,
  { by, phoneNumberId, carrierId }: ReleaseRequest,
  now: number,
): NumberStep<ReleaseAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  const owner: NumberOwner = { tenantId: by.tenantId, phoneNumberId, carrierId };
  const fresh: Releasing = { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem: null };
  if (phase.kind === "free") return askForRelease(record, fresh, now);
  if (phase.kind === "owned" && phase.owner.phoneNumberId === phoneNumberId) return askForRelease(record, fresh, now);
  if (phase.kind === "releasing" && phase.owner.phoneNumberId === phoneNumberId)
    return answerWith(record, { kind: "pending" });
  return answerWith(record, { kind: "not_owned" });
}

/** The carrier's answer to a release. Anything but a confirmation is tried again. */
export function applyReleaseAnswer(
  record: NumberRecord,
  result: CarrierResult<null>,
  now: number,
): NumberStep<ReleaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "releasing") return answerWith(record, { kind: "released" });
  if (result.kind !== "ok") {
    const tries = phase.tries + 1;
    const next = withPhase(record, { ...phase, tries, nextAt: now + backOffMs(tries, MAX_WAIT_MS) });
    return answerWith(next, { kind: "pending" });
  }
  return answerWith(afterRelease(record, phase, now), { kind: "released" });
}

function afterRelease(record: NumberRecord, { failedItem, by, owner, orphan }: Releasing, now: number): NumberRecord {
  if (orphan) return withPhase(record, freeOrCooling(orphan.cooling));
  if (failedItem) {
    const outcome = failedOutcome("conflict", null, false);
    const finished = { kind: "item_finished", by, at: now, ...failedItem, outcome, number: null } as const;
    return recordOutcome(record, { kind: "free" }, finished);
  }
  const { tenantId, phoneNumberId } = owner;
  const cooling = { tenantId, phoneNumberId, until: now + COOLING_OFF_MS };
  const released = { kind: "number_released", by, at: now, phoneNumberId } as const;
  return withPhase(record, { kind: "cooling", cooling }, released);
}

/** Releases a number that was bought, but that D1 refused to record for its buyer. Its item fails as `conflict`. */
export function returnUnrecordedNumber(
  record: NumberRecord,
  by: Actor,
  failedItem: FailedItem,
  now: number,
): NumberStep<ReleaseAnswer> {
  if (record.phase.kind !== "owned") return answerWith(record, { kind: "not_owned" });
  const { owner } = record.phase;
  return askForRelease(record, { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem }, now);
}

/** Repeats a release when the object wakes, unless this instance still waits for the carrier (`isCalling`). */
export function recoverRelease(record: NumberRecord, isCalling: boolean, now: number): NumberStep<ReleaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "releasing" || isCalling || phase.nextAt > now) return answerWith(record, { kind: "pending" });
  return askForRelease(record, phase, now);
}

/**
 * Ends the cooling-off that D1 has for a number of the tenant, if the object is not at it: its alarm ends the one that
 * it knows, and a purchase that it began during the cooling-off may still bring the number back. The object knows none
 * once another tenant has adopted the number.
 */
export function endForgottenCoolingOff(
  before: NumberRecord,
  { by, phoneNumberId }: { readonly by: Actor; readonly phoneNumberId: string },
  now: number,
): NumberRecord {
  const record = expireDue(before, now);
  const { phase, outbox } = record;
  const cooling =
    phase.kind === "cooling"
      ? phase.cooling
      : phase.kind === "releasing"
        ? phase.orphan?.cooling
        : purchaseOf(phase)?.cooling;
  const isOwned = (phase.kind === "owned" || phase.kind === "releasing") && phase.owner.phoneNumberId === phoneNumberId;
  if (cooling?.phoneNumberId === phoneNumberId || isOwned || outbox.length > 0) return record;
  return withPhase(record, phase, { kind: "cooling_off_over", by, at: now, phoneNumberId });
}
