import type { Fact } from "#findings/facts";
import type { OwnedNumber } from "#kernel/ports/carrier";
import { PLATFORM_ACCOUNT, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTimeOrNull } from "#kernel/values/time";
import { type FieldDrift, itemInLabel, type OurNumber, withoutUrlQuery } from "./compare-number";
import type { Action, DifferenceKind, SyncOutcome } from "./run-rules";
import type { DifferenceRow } from "./table";

/** A difference between carrier and inventory, and the sync's action on it. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly e164: string;
  readonly number: { readonly id: string; readonly tenantId: string } | null;
  readonly fields: readonly FieldDrift[];
  readonly action: Action;
  /** The finding that is open while the difference lasts; `null` if the difference needs none. */
  readonly fact: Fact | null;
}

export const rowOf = (runId: string, difference: Difference, outcome: SyncOutcome): DifferenceRow => ({
  runId,
  kind: difference.kind,
  e164: difference.e164,
  tenantId: difference.number?.tenantId ?? null,
  phoneNumberId: difference.number?.id ?? null,
  fields: difference.fields.map(withoutUrlQuery),
  action: difference.action,
  outcome,
  findingSubject: outcome === "open" ? (difference.fact?.subjectId ?? null) : null,
});

export function orphan(theirs: OwnedNumber, action: "report" | "adopt"): Difference {
  const { e164, carrierId, label, boughtAt } = theirs;
  const evidence = {
    phone_number: e164,
    carrier_account: PLATFORM_ACCOUNT,
    carrier_id: carrierId,
    label,
    order_item_id: itemInLabel(label),
    bought_at: isoTimeOrNull(boughtAt),
  };
  const fact: Fact = {
    tenantId: PLATFORM_TENANT_ID,
    kind: "number_orphaned",
    subjectType: "carrier_number",
    subjectId: e164,
    evidence,
  };
  return { kind: "orphaned", e164, number: null, fields: [], action, fact };
}

/** A drift of the label alone is recorded without a finding, because it affects no call and no message. */
export function drifted(ours: OurNumber, fields: readonly FieldDrift[], action: "report" | "repair"): Difference {
  const evidence = { phone_number: ours.e164, fields: fields.map(withoutUrlQuery) };
  return {
    kind: "drifted",
    e164: ours.e164,
    number: ours,
    fields,
    action,
    fact: fields.every(({ field }) => field === "label") ? null : factAbout(ours, "number_drifted", evidence),
  };
}

export const found = (ours: OurNumber): Difference => ({
  kind: "found",
  e164: ours.e164,
  number: ours,
  fields: [],
  action: "reactivate",
  fact: null,
});

type KnownNumber = Pick<OurNumber, "id" | "tenantId" | "e164">;

export function missing(ours: KnownNumber, action: "report" | "give_up", lost: boolean): Difference {
  const evidence = { phone_number: ours.e164, lost };
  return {
    kind: "missing",
    e164: ours.e164,
    number: ours,
    fields: [],
    action,
    fact: factAbout(ours, "number_missing", evidence),
  };
}

const factAbout = (
  { id, tenantId }: KnownNumber,
  kind: "number_drifted" | "number_missing",
  evidence: Fact["evidence"],
): Fact => ({ tenantId, kind, subjectType: "phone_number", subjectId: id, evidence });
