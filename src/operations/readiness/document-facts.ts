import { standingOf } from "#operations/compliance/bundle";
import { holderOf } from "#operations/compliance/holder";
import type { documentsOf } from "#operations/compliance/queries";
import type { DocumentsFact } from "./document-causes";

/**
 * The ids of a number's documents if they are its tenant's, and when the carrier was last asked about each kind; `null`
 * if never.
 */
export interface DocumentStates {
  readonly addressSid: string | null;
  readonly bundleSid: string | null;
  readonly readAt: number | null;
  readonly bundleAskedAt: number | null;
  readonly registrationsReadAt: number | null;
}

type DocumentsRow = Awaited<ReturnType<typeof documentsOf>>[number];

/** A number's documents as readiness sees them at the instant `now`. */
export function documentsFact(row: DocumentsRow, tenantId: string, now: number): DocumentsFact {
  const { record, status, validUntil, askedAt, addressClaimant, bundleClaimant } = row;
  const { addressRequirement, addressSid, bundleSid, emergencyCalling, emergencyAddress } = record;
  const standing = standingOf(askedAt === null ? null : { status, validUntil }, now);
  return {
    addressRequirement,
    addressHolder: addressSid === null ? null : holderOf(addressClaimant, tenantId),
    emergencyCalling,
    emergencyAddress,
    bundle: bundleSid === null ? null : { holder: holderOf(bundleClaimant, tenantId), standing, validUntil },
  };
}

interface Asked {
  readonly tenantId: string;
  readonly carrierAskedAt: number | null;
  readonly roundBeganAt: number | null;
}

/**
 * Shows only the ids of the tenant's own documents: an unclaimed document belongs to the first tenant that uses its id,
 * and a number that was transferred may have another tenant's.
 */
export function documentStates(
  row: DocumentsRow | null,
  { tenantId, carrierAskedAt, roundBeganAt }: Asked,
): DocumentStates {
  return {
    addressSid: row?.addressClaimant === tenantId ? row.record.addressSid : null,
    bundleSid: row?.bundleClaimant === tenantId ? row.record.bundleSid : null,
    readAt: row && Math.max(row.record.changedAt, carrierAskedAt ?? 0),
    bundleAskedAt: row?.askedAt ?? null,
    registrationsReadAt: roundBeganAt,
  };
}
