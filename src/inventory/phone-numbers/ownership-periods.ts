// Pure: no I/O, no clock, no randomness.
import type { TransferRow } from "./table";

/** The part of one tenant's log, both ends inclusive, in which it owned a number. `null`: it still does. */
export interface OwnershipPeriod {
  readonly tenantId: string;
  readonly firstSeq: number;
  readonly lastSeq: number | null;
  readonly endedAt: number | null;
}

/** The ownership periods of a number, from the first owner to `tenantId`, the present one. */
export function periodsOf(transfers: readonly TransferRow[], tenantId: string): OwnershipPeriod[] {
  const periods: OwnershipPeriod[] = [];
  let firstSeq = 1;
  for (const { fromTenantId, fromSeq, toSeq, transferredAt } of transfers) {
    periods.push({ tenantId: fromTenantId, firstSeq, lastSeq: fromSeq, endedAt: transferredAt });
    firstSeq = toSeq;
  }
  return [...periods, { tenantId, firstSeq, lastSeq: null, endedAt: null }];
}

/**
 * The owner at a time (ms UTC). From the time of a transfer on it is the new owner. `tenantId` is the present owner.
 */
export const ownerAt = (
  transfers: readonly Pick<TransferRow, "fromTenantId" | "transferredAt">[],
  tenantId: string,
  at: number,
): string => transfers.find(({ transferredAt }) => at < transferredAt)?.fromTenantId ?? tenantId;

/** Where a tenant's log begins, now that older events are archived. */
export interface LogStart {
  readonly archivedSeq: number;
  /** The time of the first event still in the log; `null` if it is empty. */
  readonly since: number | null;
}

/**
 * The time (ms UTC) from which on the owners' logs still have all events of a number; `null` if they have all since
 * its start.
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
