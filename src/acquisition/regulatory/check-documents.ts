// Pure: no I/O, no clock, no randomness.
import type { ProblemCode } from "#kernel/http/problem";
import type { Address, AddressRequirement, Bundle, KindOfNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Regulation } from "#kernel/values/regulation";

/** Compares the regulatory documents at hand with the ones that a number needs. */

/** The documents that a number needs before it is sold. `null`: the carrier has not said. */
export interface NumberNeeds {
  readonly address: AddressRequirement | null;
  readonly bundle: boolean | null;
}

export type DocumentKind = "address" | "bundle";

export interface RegulatoryDocument {
  readonly kind: DocumentKind;
  readonly sid: string;
}

export const documentsIn = ({ addressSid, bundleSid }: RegulatoryDocuments): RegulatoryDocument[] => [
  ...(addressSid === null ? [] : [{ kind: "address", sid: addressSid } as const]),
  ...(bundleSid === null ? [] : [{ kind: "bundle", sid: bundleSid } as const]),
];

/** Whether regulations ask for anything, which a bundle must then contain. */
export const needsBundle = (regulations: readonly Regulation[]): boolean =>
  regulations.some(({ information, documents }) => information.length > 0 || documents.length > 0);

/** Why the carrier would not sell a number with these documents. */
export interface UnfitDocument {
  readonly code: Extract<
    ProblemCode,
    "address_required" | "local_address_required" | "address_rejected" | "bundle_required" | "bundle_rejected"
  >;
  readonly detail: string;
}

/**
 * The documents as the carrier has them. `null`: it has no such document, or none for this kind of number. `undefined`:
 * it could not be asked.
 */
export interface KnownDocuments {
  readonly address: Address | null | undefined;
  readonly bundle: Bundle | null | undefined;
}

/** The reasons for which the carrier would refuse a number of this kind. Unknown facts are no reason. */
export function unfitDocuments(
  kind: KindOfNumber,
  needs: NumberNeeds,
  documents: RegulatoryDocuments,
  known: KnownDocuments,
): UnfitDocument[] {
  const found = [
    unfitAddress(kind, needs, documents, known.address),
    unfitBundle(kind, needs, documents, known.bundle),
  ];
  return found.filter((one) => one !== null);
}

const requirementWords = {
  any: "one in any country",
  local: "one in the number's own country or area",
  foreign: "one outside the number's country",
} as const satisfies Record<Exclude<AddressRequirement, "none">, string>;

function unfitAddress(
  { country }: KindOfNumber,
  { address: requirement }: NumberNeeds,
  { addressSid }: RegulatoryDocuments,
  address: Address | null | undefined,
): UnfitDocument | null {
  if (addressSid === null) {
    if (requirement === null || requirement === "none") return null;
    return {
      code: "address_required",
      detail: `Twilio requires an address for this number: ${requirementWords[requirement]}.`,
    };
  }
  if (address === null) {
    return { code: "address_rejected", detail: `Twilio has no address ${addressSid}.` };
  }
  const isElsewhere = address && address.country !== null && address.country !== country;
  if (requirement === "local" && isElsewhere) {
    const detail = `The address must be in ${country}, but ${addressSid} is in ${address.country}.`;
    return { code: "local_address_required", detail };
  }
  return null;
}

function unfitBundle(
  { country, type }: KindOfNumber,
  { bundle: needed }: NumberNeeds,
  { bundleSid }: RegulatoryDocuments,
  bundle: Bundle | null | undefined,
): UnfitDocument | null {
  const numbers = `${type.replace("_", "-")} numbers in ${country}`;
  if (bundleSid === null) {
    if (!needed) return null;
    return { code: "bundle_required", detail: `Twilio requires an approved regulatory bundle for ${numbers}.` };
  }
  if (bundle === null) {
    return { code: "bundle_rejected", detail: `Twilio has no bundle ${bundleSid} for ${numbers}.` };
  }
  if (bundle && bundle.status !== "approved") {
    return {
      code: "bundle_rejected",
      detail: `Numbers are sold only with an approved bundle, but ${bundleSid} is ${bundle.status}.`,
    };
  }
  return null;
}
