// Pure: no I/O, no clock, no randomness.

/** The rights of visitors with a link. Every link shows the page. */
export const linkPermissions = ["view", "upload", "correct"] as const;
export type LinkPermission = (typeof linkPermissions)[number];

/** The rights of a link whose maker names none: its visitors enter nothing that a carrier compares. */
export const defaultPermissions: readonly LinkPermission[] = ["view", "upload"];

export const linkStatuses = ["active", "expired", "revoked"] as const;
export type LinkStatus = (typeof linkStatuses)[number];

interface LinkTimes {
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

/** A link's status at this instant. */
export const linkStatusAt = ({ expiresAt, revokedAt }: LinkTimes, now: number): LinkStatus =>
  revokedAt !== null ? "revoked" : expiresAt <= now ? "expired" : "active";
