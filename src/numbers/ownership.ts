import type { TransferRow } from "./table";

/** A stretch of one tenant's log, both ends included, in which a number was the tenant's. `null` goes on to this day. */
export interface Period {
  readonly tenantId: string;
  readonly firstSeq: number;
  readonly lastSeq: number | null;
}

/** Whose a number has been, from the first owner to its present one. */
export function periodsOf(transfers: readonly TransferRow[], tenantId: string): Period[] {
  const periods: Period[] = [];
  let firstSeq = 1;
  for (const { fromTenantId, fromSeq, toSeq } of transfers) {
    periods.push({ tenantId: fromTenantId, firstSeq, lastSeq: fromSeq });
    firstSeq = toSeq;
  }
  return [...periods, { tenantId, firstSeq, lastSeq: null }];
}
