import type { SecretOwner, Vault } from "#kernel/ports/vault";

/** The secrets that sign an endpoint's messages, in the form of Standard Webhooks: `whsec_` and base64 of 32 bytes. */

/** A secret, sealed. The newest never expires; a replaced one also signs until `expires_at`. */
export interface StoredSecret {
  readonly sealed: string;
  readonly expires_at: number | null;
}

const SECRET_BYTES = 32;
export const DEFAULT_OVERLAP_SECONDS = 24 * 60 * 60;
export const MAX_OVERLAP_SECONDS = 7 * 24 * 60 * 60;

export const makeSecret = (randomBytes: (count: number) => Uint8Array): string =>
  `whsec_${btoa(String.fromCharCode(...randomBytes(SECRET_BYTES)))}`;

const isLive = ({ expires_at }: StoredSecret, now: number): boolean => expires_at === null || expires_at > now;

/** The secrets that sign at this instant, unsealed, newest first. */
export const liveSecrets = (
  vault: Vault,
  owner: SecretOwner,
  stored: readonly StoredSecret[],
  now: number,
): Promise<string[]> =>
  Promise.all(stored.filter((secret) => isLive(secret, now)).map(({ sealed }) => vault.open(sealed, owner)));
