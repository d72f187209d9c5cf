// Pure: no I/O, no clock, no randomness.
/** The statuses of a tenant, and the moves between them. */

export const tenantStatuses = ["active", "suspended", "closed"] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** `reopen` is possible until the deletion of the tenant's data begins. */
export type TenantMove = "suspend" | "resume" | "close" | "reopen";

const moves = {
  suspend: { active: "suspended" },
  resume: { suspended: "active" },
  close: { active: "closed", suspended: "closed" },
  reopen: { closed: "active" },
} as const satisfies Record<TenantMove, Partial<Record<TenantStatus, TenantStatus>>>;

/** The status to which a move leads, whatever it started from: a repeated move is there already. */
export const targetOf = {
  suspend: "suspended",
  resume: "active",
  close: "closed",
  reopen: "active",
} as const satisfies Record<TenantMove, TenantStatus>;

/** The status after a move; `undefined` if the move is illegal from there. */
export function afterTenantMove(from: TenantStatus, move: TenantMove): TenantStatus | undefined {
  const table: Partial<Record<TenantStatus, TenantStatus>> = moves[move];
  return table[from];
}

const DAY_MS = 24 * 60 * 60_000;

/** Days from the closing until the numbers are released, and until the data is deleted. */
export const DEFAULT_GRACE_DAYS = 30;
export const DEFAULT_RETENTION_DAYS = 90;
/** Released numbers cool off for 10 days, in which their rows are needed. */
const MIN_DAYS_BETWEEN = 11;

/**
 * When a closed tenant's numbers are released and its data is deleted. The data stays until the released numbers have
 * cooled off, however short the retention is.
 */
export function closingTimes(
  closedAt: number,
  graceDays: number,
  retentionDays: number,
): { readonly releaseAt: number; readonly deleteAt: number } {
  const releaseAt = closedAt + graceDays * DAY_MS;
  return { releaseAt, deleteAt: Math.max(closedAt + retentionDays * DAY_MS, releaseAt + MIN_DAYS_BETWEEN * DAY_MS) };
}
