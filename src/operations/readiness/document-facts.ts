import { standingOf } from "#operations/compliance/bundle";
import { holderOf } from "#operations/compliance/holder";
import type { StoredDocuments } from "#operations/compliance/queries";
import type { DocumentsFact } from "./document-causes";

/**
 * The ids of a number's documents (`null` for another tenant's), and when each kind was last read from the carrier
 * (`null`: never). Milliseconds UTC.
 */
export interface DocumentStates {
  readonly addressSid: string | null;
  readonly bundleSid: string | null;
  readonly readAt: number | null;
  readonly bundleAskedAt: number | null;
  readonly registrationsReadAt: number | null;
}

/** Whose a number is, and whether it is in the tenant's own account: then all of its documents are the tenant's. */
interface Ownership {
  readonly tenantId: string;
  readonly isOwn: boolean;
}

/** Builds the fact about a number's documents at the instant `now`. */
export function documentsFact(row: StoredDocuments, { tenantId, isOwn }: Ownership, now: number): DocumentsFact {
  const { record, status, validUntil, askedAt, addressClaimant, bundleClaimant } = row;
  const { addressRequirement, addressSid, bundleSid, emergencyCalling, emergencyAddress } = record;
  const holder = (claimant: string | null) => (isOwn ? "you" : holderOf(claimant, tenantId));
  const standing = standingOf(askedAt === null ? null : { status, validUntil }, now);
  return {
    addressRequirement,
    addressHolder: addressSid === null ? null : holder(addressClaimant),
    emergencyCalling,
    emergencyAddress,
    bundle: bundleSid === null ? null : { holder: holder(bundleClaimant), standing, validUntil },
  };
}

interface ReadTimes extends Ownership {
  readonly carrierAskedAt: number | null;
  readonly roundBeganAt: number | null;
}

/**
 * Builds the states that the API shows. Leaves out the ids of documents that the tenant has not claimed: a transferred
 * number may still have another tenant's document.
 */
export function documentStates(
  row: StoredDocuments | null,
  { tenantId, isOwn, carrierAskedAt, roundBeganAt }: ReadTimes,
): DocumentStates {
  return {
    addressSid: row && (isOwn || row.addressClaimant === tenantId) ? row.record.addressSid : null,
    bundleSid: row && (isOwn || row.bundleClaimant === tenantId) ? row.record.bundleSid : null,
    readAt: row && Math.max(row.record.changedAt, carrierAskedAt ?? 0),
    bundleAskedAt: row?.askedAt ?? null,
    registrationsReadAt: roundBeganAt,
  };
}
