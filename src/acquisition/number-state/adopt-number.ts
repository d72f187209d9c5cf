import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "#kernel/ports/adoption";
import type { ReleaseAnswer } from "#kernel/ports/number-object";
import { expireDue } from "./hold-number";
import type { NumberPhase, NumberRecord, NumberStep } from "./number-record";
import { withPhase } from "./number-record";
import { begin } from "./release-number";
import type { Projection } from "./write-projection";

/** Rules about numbers that our account has and nobody owns: given to a tenant without being bought, or given back. */

type Adopted = Extract<Projection, { kind: "number_adopted" }>;

const still = <Answer>(record: NumberRecord, answer: Answer): NumberStep<Answer> => ({ record, effect: null, answer });

/** Nobody holds it, buys it or has it. What cools off is no one's either: its last owner let it go. */
const isNobodys = ({ kind }: NumberPhase): boolean => kind === "free" || kind === "cooling";

export function adopt(before: NumberRecord, request: AdoptionRequest, now: number): NumberStep<AdoptionAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  const { by, number, orderItemId } = request;
  if (phase.kind === "owned" && phase.owner.tenantId === by.tenantId) {
    return still(record, { kind: "adopted", phoneNumberId: phase.owner.phoneNumberId });
  }
  if (!isNobodys(phase)) return still(record, { kind: "not_free" });
  const owner = { tenantId: by.tenantId, phoneNumberId: number.id, carrierId: number.carrierId };
  const cooling = phase.kind === "cooling" ? phase.cooling : null;
  const told = { kind: "number_adopted", by, at: now, number, orderItemId, cooling } as const;
  const next = withPhase(record, { kind: "owned", owner }, told);
  return still(next, { kind: "adopted", phoneNumberId: number.id });
}

/** The inventory would not have an adopted number: it is nobody's again, and still cools off if it did. */
export function withdrawAdoption(record: NumberRecord, { number, cooling = null }: Adopted): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "owned" || phase.owner.phoneNumberId !== number.id) return record;
  return withPhase(record, cooling ? { kind: "cooling", cooling } : { kind: "free" });
}

/** Gives back to the carrier what nobody owns. */
export function discard(
  before: NumberRecord,
  { by, carrierId }: DiscardRequest,
  now: number,
): NumberStep<ReleaseAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  if (phase.kind === "releasing" && phase.orphan && phase.owner.carrierId === carrierId) {
    return still(record, { kind: "pending" });
  }
  if (!isNobodys(phase)) return still(record, { kind: "not_owned" });
  const orphan = { cooling: phase.kind === "cooling" ? phase.cooling : null };
  const owner = { tenantId: by.tenantId, phoneNumberId: "", carrierId };
  return begin(record, { kind: "releasing", owner, by, tries: 0, nextAt: now, failedItem: null, orphan }, now);
}
