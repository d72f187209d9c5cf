// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import type { RegistrationState } from "#kernel/values/compliance";

/** Registrations that carriers in the US and Canada require before they deliver application-to-person messages. */

export const registrationKinds = ["campaign", "toll_free"] as const;
export type RegistrationKind = (typeof registrationKinds)[number];

interface Sender {
  readonly country: string;
  readonly type: NumberType;
  readonly sms: boolean;
}

/**
 * Returns the registration that a number needs to send messages; `null` if it needs none. US local numbers need an A2P
 * 10DLC campaign; US and Canadian toll-free numbers need a toll-free verification.
 * https://www.twilio.com/docs/messaging/compliance/a2p-10dlc,
 * https://www.twilio.com/docs/messaging/compliance/toll-free
 */
export function neededRegistration({ country, type, sms }: Sender): RegistrationKind | null {
  if (!sms) return null;
  if (type === "toll_free") return country === "US" || country === "CA" ? "toll_free" : null;
  return country === "US" ? "campaign" : null;
}

/**
 * Returns `stored`, the state last read from the carrier. Without one, the number has no registration only if a
 * complete round began after it was bought; otherwise its state is `unknown`.
 */
export function registrationOf(
  stored: RegistrationState | null,
  createdAt: number,
  roundBeganAt: number | null,
): RegistrationState {
  if (stored !== null) return stored;
  return roundBeganAt !== null && roundBeganAt > createdAt ? "none" : "unknown";
}

export interface KnownRegistration {
  readonly carrierId: string;
  readonly senderGroup: string;
  readonly state: RegistrationState;
}

/**
 * Returns the rows to write and to delete so that the stored registrations match those read. Numbers without a
 * registration have no row.
 */
export function changesTo<Stored extends KnownRegistration>(
  stored: readonly Stored[],
  read: readonly KnownRegistration[],
) {
  const before = new Map(stored.map((row) => [row.carrierId, row]));
  const wanted = new Map(read.filter(({ state }) => state !== "none").map((row) => [row.carrierId, row]));
  const written = [...wanted.values()].filter((row) => {
    const known = before.get(row.carrierId);
    return known?.state !== row.state || known.senderGroup !== row.senderGroup;
  });
  const removed = stored.filter(({ carrierId }) => !wanted.has(carrierId));
  return { written, removed };
}
