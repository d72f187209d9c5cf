import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { needsEmergencyAddress } from "#operations/compliance/emergency";
import { neededRegistration } from "#operations/compliance/registration";
import type { Readiness } from "./get-readiness";
import type { readiness } from "./responses";

export const whose =
  "The owner: the first tenant that uses an address or a bundle owns it. A transferred number may still have `another` tenant's. " +
  "The id is shown only if it is yours.";

export type ReadinessWire = z.infer<typeof readiness>;

export function toReadiness(
  { number, facts, result, agents, before, carrierAskedAt, lastGoodCallAt, documents: known }: Readiness,
  now: number,
): ReadinessWire {
  const { taken, refused } = facts.webhooks;
  const { addressRequirement = null, emergencyAddress = null, emergencyCalling = null, bundle } = facts.documents ?? {};
  const needs = neededRegistration(facts);
  return {
    phone_number_id: number.id,
    phone_number: number.e164,
    ready: result.ready,
    causes: [...result.causes],
    unknown: [...result.unknown],
    carrier: { setup: facts.atCarrier, checked_at: isoTimeOrNull(carrierAskedAt) },
    documents: {
      address: {
        requirement: addressRequirement,
        holder: facts.documents?.addressHolder ?? null,
        address_sid: known.addressSid,
      },
      emergency: {
        applies: needsEmergencyAddress(facts),
        address: emergencyAddress,
        calling_enabled: emergencyCalling,
      },
      bundle: bundle
        ? {
            holder: bundle.holder,
            bundle_sid: known.bundleSid,
            standing: bundle.standing,
            valid_until: isoTimeOrNull(bundle.validUntil),
            checked_at: isoTimeOrNull(known.bundleAskedAt),
          }
        : null,
      checked_at: isoTimeOrNull(known.readAt),
    },
    messaging: {
      needs,
      state: needs === null ? null : facts.registration,
      checked_at: isoTimeOrNull(known.registrationsReadAt),
    },
    agents: agents.map(({ id, exists, answers, checkedAt }) => ({
      agent_id: id,
      exists,
      answers,
      checked_at: isoTimeOrNull(checkedAt),
    })),
    last_good_call_at: isoTimeOrNull(lastGoodCallAt),
    webhooks: { taken, refused, error_rate: taken + refused === 0 ? null : refused / (taken + refused) },
    checked_at: isoTime(now),
    changed_at: isoTimeOrNull(before?.changedAt ?? null),
  };
}
