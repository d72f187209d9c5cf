// Pure: no I/O, no clock, no randomness.
import type { AddressRequirement, NumberType } from "#kernel/ports/carrier";
import type { EmergencyAddressState, RegistrationState } from "#kernel/values/compliance";
import type { BundleStanding } from "#operations/compliance/bundle";
import { needsEmergencyAddress } from "#operations/compliance/emergency";
import type { Holder } from "#operations/compliance/holder";
import { neededRegistration } from "#operations/compliance/registration";
import { type Cause, warning } from "./causes";

/**
 * Problems with a number's documents. All are warnings: calls still come in until the carrier takes the number back,
 * and then the number is missing at the carrier, which blocks.
 */

interface BundleFact {
  readonly holder: Holder;
  readonly standing: BundleStanding;
  readonly validUntil: number | null;
}

export interface DocumentsFact {
  readonly addressRequirement: AddressRequirement;
  /** `null` if it has no address. */
  readonly addressHolder: Holder | null;
  readonly emergencyCalling: boolean | null;
  readonly emergencyAddress: EmergencyAddressState | null;
  /** The one it hangs on; `null` if it needs none. */
  readonly bundle: BundleFact | null;
}

interface Facts {
  readonly country: string;
  readonly type: NumberType;
  readonly voice: boolean;
  readonly sms: boolean;
  readonly documents: DocumentsFact | null;
  readonly registration: RegistrationState;
  readonly unregisteredMessages: number;
}

export function documentCauses(facts: Facts): Cause[] {
  const { documents } = facts;
  if (documents === null) return [];
  return [
    ...ofAddress(documents),
    ...ofBundle(documents.bundle),
    ...(needsEmergencyAddress(facts) ? ofEmergency(documents) : []),
  ];
}

const replace = "Ask the platform to put one of yours in its place.";

function ofAddress({ addressRequirement: wanted, addressHolder }: DocumentsFact): Cause[] {
  if (addressHolder === "another") {
    return [warning("address_not_yours", "The number's address at the carrier is another tenant's.", replace)];
  }
  if (wanted === "none" || addressHolder !== null) return [];
  const kind = wanted === "any" ? "an address" : `a ${wanted} address`;
  const fix = "Give the number an address in the carrier's console.";
  return [warning("address_missing", `The carrier wants to have ${kind} for the number, and has none.`, fix)];
}

function ofBundle(bundle: BundleFact | null): Cause[] {
  if (bundle?.holder !== "another") return ofStanding(bundle);
  const foreign = warning("bundle_not_yours", "The number's bundle is another tenant's.", replace);
  // Only whose it is can correct it.
  return [foreign, ...ofStanding(bundle).map((cause) => ({ ...cause, fix: replace }))];
}

function ofStanding(bundle: BundleFact | null): Cause[] {
  if (bundle === null) return [];
  const { standing, validUntil } = bundle;
  const correct = "Correct the bundle in the carrier's console and hand it in again.";
  switch (standing) {
    case "pending": {
      const fix = "Hand it in if it is a draft, or wait.";
      return [warning("bundle_pending", "The number's bundle is not approved yet.", fix)];
    }
    case "rejected": {
      const detail = "The carrier rejected the number's bundle, and may take the number back.";
      return [warning("bundle_rejected", detail, correct)];
    }
    case "expiring": {
      const until = validUntil === null ? "" : ` until ${new Date(validUntil).toISOString().slice(0, 10)} only`;
      const fix = "Bring the bundle up to date in the carrier's console before that: the rules have changed.";
      return [warning("bundle_expiring", `The number's bundle is approved${until}.`, fix)];
    }
    case "expired": {
      const detail = "The number's bundle is past its end, and the carrier may take the number back.";
      return [warning("bundle_expired", detail, correct)];
    }
    case "gone": {
      const fix = "Give the number another bundle in the carrier's console.";
      return [warning("bundle_gone", "The carrier account no longer has the number's bundle.", fix)];
    }
    case "approved":
    case "unknown":
      return [];
  }
}

/** An address stays registered until its removal is done, and one that is on its way needs nothing but time. */
function ofEmergency({ emergencyAddress, emergencyCalling }: DocumentsFact): Cause[] {
  switch (emergencyAddress) {
    case "unregistered": {
      const detail = "No address is registered for emergency calls from the number.";
      return [warning("emergency_address_missing", detail, "Register one in the carrier's console.")];
    }
    case "registration_failure": {
      const detail = "The emergency services did not take the number's address.";
      return [warning("emergency_address_failed", detail, "Correct the address in the carrier's console.")];
    }
    case "registered": {
      if (emergencyCalling !== false) return [];
      const detail = "An emergency address is registered, but emergency calling is switched off for the number.";
      return [warning("emergency_calling_inactive", detail, "Switch it on in the carrier's console.")];
    }
    default:
      return [];
  }
}

const howToRegister = {
  campaign: "Register a campaign of A2P 10DLC with the carrier, and add the number to its messaging service.",
  toll_free: "Have the toll-free number verified by the carrier.",
} as const;

export function ofRegistration(facts: Facts): Cause[] {
  const kind = neededRegistration(facts);
  if (kind === null) return [];
  const fix = howToRegister[kind];
  switch (facts.registration) {
    case "none":
      return [warning("messaging_unregistered", "The number is not registered to send messages.", fix)];
    case "pending": {
      const detail = "The carrier has not decided yet whether the number may send messages.";
      return [warning("messaging_registration_pending", detail, "Wait for the carrier's review.")];
    }
    case "rejected": {
      const detail = "The carrier rejected the number's registration for messages.";
      return [warning("messaging_registration_rejected", detail, "Correct the registration and hand it in again.")];
    }
    default:
      return [];
  }
}

export function unknownDocuments(facts: Facts) {
  const { documents, registration, unregisteredMessages } = facts;
  return {
    // Messages that were refused for want of a registration say enough.
    messaging_registration:
      neededRegistration(facts) !== null && registration === "unknown" && unregisteredMessages === 0,
    address: documents === null,
    emergency_address: needsEmergencyAddress(facts) && (documents?.emergencyAddress ?? null) === null,
    bundle: documents === null || documents.bundle?.standing === "unknown",
  };
}
