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
 * Local numbers of the US send by a campaign of A2P 10DLC, toll-free numbers of North America once they are verified;
 * `null` where nothing is needed.
 * https://www.twilio.com/docs/messaging/compliance/a2p-10dlc,
 * https://www.twilio.com/docs/messaging/compliance/toll-free
 */
export function neededRegistration({ country, type, sms }: Sender): RegistrationKind | null {
  if (!sms) return null;
  if (type === "toll_free") return country === "US" || country === "CA" ? "toll_free" : null;
  return country === "US" ? "campaign" : null;
}

/**
 * `stored` is the state that was read. Without one, only a round that began after the number was bought proves that it
 * has none.
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
 * The changes that turn the stored registrations into the ones that were read. Numbers without a registration have no
 * row.
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
