// Pure: no I/O, no clock, no randomness.
import type { AddressRequirement, NumberType } from "#kernel/ports/carrier";
import type { EmergencyAddressState, RegistrationState } from "#kernel/values/compliance";
import type { BundleStanding } from "#operations/compliance/bundle";
import { needsEmergencyAddress } from "#operations/compliance/emergency";
import type { Holder } from "#operations/compliance/holder";
import { neededRegistration } from "#operations/compliance/registration";
import { type Cause, warning } from "./causes";

/**
 * Causes in a number's regulatory documents and registrations. All are warnings: calls arrive until the carrier takes
 * the number back. Then the number is missing at the carrier, which is a blocking cause of its own.
 */

interface BundleFact {
  readonly holder: Holder;
  readonly standing: BundleStanding;
  readonly validUntil: number | null;
}

export interface DocumentsFact {
  readonly addressRequirement: AddressRequirement;
  /** `null` if the number has no address. */
  readonly addressHolder: Holder | null;
  readonly emergencyCalling: boolean | null;
  readonly emergencyAddress: EmergencyAddressState | null;
  /** The bundle that the number depends on; `null` if it has none. */
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
    ...addressCauses(documents),
    ...bundleCauses(documents.bundle),
    ...(needsEmergencyAddress(facts) ? emergencyCauses(documents) : []),
  ];
}

const replace = "Ask the platform's operator to replace it with one of yours.";

function addressCauses({ addressRequirement: wanted, addressHolder }: DocumentsFact): Cause[] {
  if (addressHolder === "another") {
    return [warning("address_not_yours", "The number's address at the carrier is another tenant's.", replace)];
  }
  if (wanted === "none" || addressHolder !== null) return [];
  const kind = wanted === "any" ? "an address" : `a ${wanted} address`;
  const fix = "Give the number an address in the carrier's console.";
  return [warning("address_missing", `The carrier requires ${kind} for the number and has none.`, fix)];
}

function bundleCauses(bundle: BundleFact | null): Cause[] {
  if (bundle?.holder !== "another") return standingCauses(bundle);
  const foreign = warning("bundle_not_yours", "The number's bundle is another tenant's.", replace);
  // Only the bundle's own tenant can correct it, so this tenant's fix is to replace it.
  return [foreign, ...standingCauses(bundle).map((cause) => ({ ...cause, fix: replace }))];
}

function standingCauses(bundle: BundleFact | null): Cause[] {
  if (bundle === null) return [];
  const { standing, validUntil } = bundle;
  const correct = "Correct the bundle in the carrier's console and submit it again.";
  switch (standing) {
    case "pending": {
      const fix = "Submit the bundle if it is a draft; otherwise wait for the carrier's review.";
      return [warning("bundle_pending", "The number's bundle is not approved yet.", fix)];
    }
    case "rejected": {
      const detail = "The carrier rejected the number's bundle, and may take the number back.";
      return [warning("bundle_rejected", detail, correct)];
    }
    case "expiring": {
      const until = validUntil === null ? "" : ` until ${new Date(validUntil).toISOString().slice(0, 10)} only`;
      const fix = "Update the bundle in the carrier's console before that date: the regulation has changed.";
      return [warning("bundle_expiring", `The number's bundle is approved${until}.`, fix)];
    }
    case "expired": {
      const detail = "The number's bundle has expired, and the carrier may take the number back.";
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

/**
 * States in transition give no cause: an address stays registered until its removal ends, and a pending one needs
 * time.
 */
function emergencyCauses({ emergencyAddress, emergencyCalling }: DocumentsFact): Cause[] {
  switch (emergencyAddress) {
    case "unregistered": {
      const detail = "No address is registered for emergency calls from the number.";
      return [warning("emergency_address_missing", detail, "Register an emergency address in the carrier's console.")];
    }
    case "registration_failure": {
      const detail = "The emergency services rejected the number's address.";
      return [warning("emergency_address_failed", detail, "Correct the address in the carrier's console.")];
    }
    case "registered": {
      if (emergencyCalling !== false) return [];
      const detail = "An emergency address is registered, but emergency calling is switched off for the number.";
      return [warning("emergency_calling_inactive", detail, "Switch on emergency calling in the carrier's console.")];
    }
    default:
      return [];
  }
}

const howToRegister = {
  campaign: "Register an A2P 10DLC campaign with the carrier, and add the number to the campaign's messaging service.",
  toll_free: "Have the toll-free number verified by the carrier.",
} as const;

export function registrationCauses(facts: Facts): Cause[] {
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
      return [
        warning(
          "messaging_registration_rejected",
          detail,
          "Correct the registration in the carrier's console and submit it again.",
        ),
      ];
    }
    default:
      return [];
  }
}

export function unknownDocuments(facts: Facts) {
  const { documents, registration, unregisteredMessages } = facts;
  return {
    // Messages that the carrier refused for lack of a registration prove that there is none.
    messaging_registration:
      neededRegistration(facts) !== null && registration === "unknown" && unregisteredMessages === 0,
    address: documents === null,
    emergency_address: needsEmergencyAddress(facts) && (documents?.emergencyAddress ?? null) === null,
    bundle: documents === null || documents.bundle?.standing === "unknown",
  };
}
