// Pure: no I/O, no clock, no randomness.
import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "#kernel/ports/adoption";
import type { ReleaseAnswer } from "#kernel/ports/number-object";
import { expireDue } from "./hold-number";
import {
  answerWith,
  freeOrCooling,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  withPhase,
} from "./number-record";
import { askForRelease } from "./release-number";
import type { Projection } from "./write-projection";

/**
 * Numbers of the carrier account that no tenant owns: orphans, and numbers that a port has just brought. A tenant
 * adopts one without a purchase, or an orphan is discarded.
 */

/** No tenant holds, buys or owns the number. A number that cools off belongs to no tenant either. */
const isWithoutTenant = ({ kind }: NumberPhase): boolean => kind === "free" || kind === "cooling";

/** Gives the number to the tenant of `by`. Repeating it for the same tenant changes nothing. */
export function adoptNumber(before: NumberRecord, request: AdoptionRequest, now: number): NumberStep<AdoptionAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  const { by, number, orderItemId, port } = request;
  if (phase.kind === "owned" && phase.owner.tenantId === by.tenantId) {
    return answerWith(record, { kind: "adopted", phoneNumberId: phase.owner.phoneNumberId });
  }
  if (!isWithoutTenant(phase)) return answerWith(record, { kind: "not_free" });
  const owner = { tenantId: by.tenantId, phoneNumberId: number.id, carrierId: number.carrierId };
  const cooling = phase.kind === "cooling" ? phase.cooling : null;
  const adopted = { kind: "number_adopted", by, at: now, number, orderItemId, cooling, ...(port && { port }) } as const;
  const next = withPhase(record, { kind: "owned", owner }, adopted);
  return answerWith(next, { kind: "adopted", phoneNumberId: number.id });
}

/** D1 refused to record the adoption: the number belongs to no tenant again, and its cooling-off goes on. */
export function withdrawAdoption(
  record: NumberRecord,
  { number, cooling }: Extract<Projection, { kind: "number_adopted" }>,
): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "owned" || phase.owner.phoneNumberId !== number.id) return record;
  return withPhase(record, freeOrCooling(cooling));
}

/** Releases an orphan to the carrier. */
export function discardNumber(
  before: NumberRecord,
  { by, carrierId }: DiscardRequest,
  now: number,
): NumberStep<ReleaseAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  if (phase.kind === "releasing" && phase.orphan && phase.owner.carrierId === carrierId) {
    return answerWith(record, { kind: "pending" });
  }
  if (!isWithoutTenant(phase)) return answerWith(record, { kind: "not_owned" });
  const orphan = { cooling: phase.kind === "cooling" ? phase.cooling : null };
  const owner = { tenantId: by.tenantId, phoneNumberId: "", carrierId };
  return askForRelease(record, { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem: null, orphan }, now);
}
