import type { AddressRequirement, Bundle, RegulatoryDocuments } from "#kernel/ports/carrier";

/** Regulatory documents and registrations at the carrier, in our own terms. */

/** The registration of a number's address with emergency services. */
export const emergencyAddressStates = [
  "registered",
  "unregistered",
  "pending_registration",
  "registration_failure",
  "pending_unregistration",
  "unregistration_failure",
] as const;
export type EmergencyAddressState = (typeof emergencyAddressStates)[number];

/** The regulatory documents in the carrier's record of a number. */
export interface NumberDocuments extends RegulatoryDocuments {
  readonly addressRequirement: AddressRequirement;
  /** Whether the number can make emergency calls; `null` if the carrier does not say. */
  readonly emergencyCalling: boolean | null;
  readonly emergencyAddress: EmergencyAddressState | null;
}

/** Bundles per request to the carrier. */
export const MAX_BUNDLES = 20;

/** A bundle that numbers depend on. */
export interface StandingBundle extends Bundle {
  /** When the carrier stops accepting it; null without an end. */
  readonly validUntil: number | null;
}

/**
 * The state of a sender's registration for application-to-person messages; `unknown` for a carrier state that we do not
 * know.
 */
export const registrationStates = ["registered", "pending", "rejected", "none", "unknown"] as const;
export type RegistrationState = (typeof registrationStates)[number];

/** Numbers that send messages under one registration. */
export interface SenderGroup {
  readonly state: RegistrationState;
  /** Its numbers, by the carrier's ids. */
  readonly carrierIds: readonly string[];
}

/** The verification of a toll-free number for messages. */
export interface TollFreeVerification {
  readonly carrierId: string;
  readonly state: RegistrationState;
}
