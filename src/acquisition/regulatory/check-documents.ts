import type { ProblemCode } from "#kernel/http/problem";
import type { Address, AddressRequirement, Bundle, KindOfNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Regulation } from "#kernel/values/regulation";

/** What a number needs before it is sold, and whether the papers at hand will do. */

/** `null` where the carrier has not said. */
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

export const needsBundle = (regulations: readonly Regulation[]): boolean =>
  regulations.some(({ information, documents }) => information.length > 0 || documents.length > 0);

/** Why a number would not be sold with these papers. */
export interface UnfitDocument {
  readonly code: Extract<
    ProblemCode,
    "address_required" | "local_address_required" | "address_rejected" | "bundle_required" | "bundle_rejected"
  >;
  readonly detail: string;
}

/** `null`: there is none at the carrier, or none for this kind of number; `undefined`: it could not be asked. */
export interface KnownDocuments {
  readonly address: Address | null | undefined;
  readonly bundle: Bundle | null | undefined;
}

/** What the carrier would refuse a number of this kind for. Where something is not known, it gets the benefit of the doubt. */
export function unfitDocuments(
  kind: KindOfNumber,
  needs: NumberNeeds,
  papers: RegulatoryDocuments,
  known: KnownDocuments,
): UnfitDocument[] {
  const found = [unfitAddress(kind, needs, papers, known.address), unfitBundle(kind, needs, papers, known.bundle)];
  return found.filter((one) => one !== null);
}

function unfitAddress(
  { country }: KindOfNumber,
  { address: requirement }: NumberNeeds,
  { addressSid }: RegulatoryDocuments,
  address: Address | null | undefined,
): UnfitDocument | null {
  if (addressSid === null) {
    if (requirement === null || requirement === "none") return null;
    return { code: "address_required", detail: `The carrier wants to have an address first: ${requirement}.` };
  }
  if (address === null) {
    return { code: "address_rejected", detail: `There is no address ${addressSid} at the carrier.` };
  }
  const elsewhere = address && address.country !== null && address.country !== country;
  if (requirement === "local" && elsewhere) {
    const detail = `The address must be in ${country}; ${addressSid} is in ${address.country}.`;
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
    return { code: "bundle_required", detail: `The carrier wants to have an approved bundle first, for ${numbers}.` };
  }
  if (bundle === null) {
    return { code: "bundle_rejected", detail: `There is no bundle ${bundleSid} for ${numbers} at the carrier.` };
  }
  if (bundle && bundle.status !== "approved") {
    return {
      code: "bundle_rejected",
      detail: `Only an approved bundle buys numbers; ${bundleSid} is ${bundle.status}.`,
    };
  }
  return null;
}
