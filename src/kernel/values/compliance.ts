import type { AddressRequirement, Bundle, RegulatoryDocuments } from "#kernel/ports/carrier";

/** What the carrier knows of papers and registrations, in our own words. */

/** How the registration of a number's address with the emergency services stands. */
export const emergencyAddressStates = [
  "registered",
  "unregistered",
  "pending_registration",
  "registration_failure",
  "pending_unregistration",
  "unregistration_failure",
] as const;
export type EmergencyAddressState = (typeof emergencyAddressStates)[number];

/** What the carrier's record of a number says of its papers. */
export interface NumberDocuments extends RegulatoryDocuments {
  readonly addressRequirement: AddressRequirement;
  /** Whether emergency calls may be made from it; `null` if the carrier does not say. */
  readonly emergencyCalling: boolean | null;
  readonly emergencyAddress: EmergencyAddressState | null;
}

/** Bundles that are asked for at a time. */
export const MAX_BUNDLES = 20;

/** A bundle that numbers hang on. */
export interface StandingBundle extends Bundle {
  /** When the carrier stops to accept it, if that is settled. */
  readonly validUntil: number | null;
}

/** How a sender's registration for messages of programs stands; `unknown` in a word that we do not know. */
export const registrationStates = ["registered", "pending", "rejected", "none", "unknown"] as const;
export type RegistrationState = (typeof registrationStates)[number];

/** Numbers that send messages under one registration. */
export interface SenderGroup {
  readonly state: RegistrationState;
  /** Its numbers, by the carrier's ids. */
  readonly carrierIds: readonly string[];
}

/** A toll-free number that was, or is to be, verified. */
export interface TollFreeVerification {
  readonly carrierId: string;
  readonly state: RegistrationState;
}
