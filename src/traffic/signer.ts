// Pure: no I/O, no clock, no randomness.

/** The cells of a read that say which Twilio account the number is of. */
export interface AccountCells {
  /** The tenant's own account; `null`: the platform's account, or no such number. */
  readonly number_account_id: string | null;
  /** The SID of the tenant's own account; `null`: the account is deleted or another tenant's. */
  readonly number_account_sid: string | null;
}

/** The number, trunk and record of a webhook, as far as the tenant has them. */
interface Subject {
  readonly numberId: string | null;
  /** The trunk over which the call came, if the URL names one. */
  readonly trunkId: string | null;
  /** The number of the stored call or message that the webhook names. */
  readonly recordNumberId: string | null;
}

/**
 * Whether the account that signed a webhook is the account of the number that the URL names. A tenant knows the keys of
 * its own account and can sign anything with them, so these count for the numbers and records of that account only. The
 * platform's signature also counts for a number that the tenant does not have (any more).
 */
export function isOfSigner(
  { signedBy }: { readonly signedBy: string | null },
  { number_account_id: accountId, number_account_sid: accountSid }: AccountCells,
  { numberId, trunkId, recordNumberId }: Subject,
): boolean {
  if (signedBy === null) return accountId === null;
  const exists = (numberId ?? trunkId) !== null;
  return exists && accountSid === signedBy && (recordNumberId === null || recordNumberId === numberId);
}
