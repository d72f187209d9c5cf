import type { TransferRow } from "./table";

/** A stretch of one tenant's log, both ends included, in which a number was the tenant's. `null` goes on to this day. */
export interface OwnershipPeriod {
  readonly tenantId: string;
  readonly firstSeq: number;
  readonly lastSeq: number | null;
  readonly endedAt: number | null;
}

/** Whose a number has been, from the first owner to its present one. */
export function periodsOf(transfers: readonly TransferRow[], tenantId: string): OwnershipPeriod[] {
  const periods: OwnershipPeriod[] = [];
  let firstSeq = 1;
  for (const { fromTenantId, fromSeq, toSeq, transferredAt } of transfers) {
    periods.push({ tenantId: fromTenantId, firstSeq, lastSeq: fromSeq, endedAt: transferredAt });
    firstSeq = toSeq;
  }
  return [...periods, { tenantId, firstSeq, lastSeq: null, endedAt: null }];
}

/** Whose a number was at a moment; from that of a transfer on it is the new owner's. `tenantId` is the present one. */
export const ownerAt = (
  transfers: readonly Pick<TransferRow, "fromTenantId" | "transferredAt">[],
  tenantId: string,
  at: number,
): string => transfers.find(({ transferredAt }) => at < transferredAt)?.fromTenantId ?? tenantId;

/** What has left a tenant's log. */
export interface LogStart {
  readonly archivedSeq: number;
  /** When the first event that is still there happened; `null` while there is none. */
  readonly since: number | null;
}

/**
 * From when on all that happened to a number is still in the logs of its owners; `null` when it is from the number's beginning
 * on.
 */
export function completeSince(
  periods: readonly OwnershipPeriod[],
  logs: ReadonlyMap<string, LogStart>,
  { createdAt }: { readonly createdAt: number },
  now: number,
): number | null {
  for (const { tenantId, firstSeq, lastSeq, endedAt } of periods.toReversed()) {
    const log = logs.get(tenantId);
    if (!log || log.archivedSeq < firstSeq) continue;
    const hasLeft = lastSeq !== null && log.archivedSeq >= lastSeq;
    const since = (hasLeft ? endedAt : log.since) ?? now;
    return since < createdAt ? null : since;
  }
  return null;
}
