import { fromHex, toHex } from "#kernel/values/digest";

/**
 * Encrypts secrets that must be read again, with AES-256-GCM under a key of the deployment. A sealed secret is bound to
 * its row (additional data), so it does not open in another tenant's row, and it names its key, so keys can be rotated.
 */
export interface Vault {
  seal(secret: string, owner: SecretOwner): Promise<string>;
  /** Throws when the secret was sealed for another row, under a key that is gone, or was tampered with. */
  open(sealed: string, owner: SecretOwner): Promise<string>;
  /** The id of the key that seals now. Secrets of other keys are waiting to be sealed again. */
  newestKeyId(): Promise<string>;
}

/** The id of the key that sealed a secret: the first bytes of the key's SHA-256, in hex. */
export const keyIdOf = (sealed: string): string => sealed.split(".")[1] ?? "";

export interface SecretOwner {
  readonly tenantId: string;
  readonly rowId: string;
}

export interface VaultParts {
  /** 32 bytes each, the newest first: that one seals, all of them open. */
  readonly keys: readonly Uint8Array[];
  readonly randomBytes: (count: number) => Uint8Array;
}

const IV_BYTES = 12;
const KEY_ID_BYTES = 4;
const encoder = new TextEncoder();

interface Key {
  readonly id: string;
  readonly key: CryptoKey;
}

async function importKey(bytes: Uint8Array): Promise<Key> {
  const [digest, key] = await Promise.all([
    crypto.subtle.digest("SHA-256", bytes),
    crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]),
  ]);
  return { id: toHex(new Uint8Array(digest).subarray(0, KEY_ID_BYTES)), key };
}

const algorithmFor = (iv: Uint8Array, { tenantId, rowId }: SecretOwner) => ({
  name: "AES-GCM",
  iv,
  additionalData: encoder.encode(`${tenantId}\n${rowId}`),
});

export function openVault({ keys, randomBytes }: VaultParts): Vault {
  let imported: Promise<Key[]> | undefined;
  const known = (): Promise<Key[]> => {
    imported ??= Promise.all(keys.map(importKey));
    return imported;
  };
  const newestKey = async (): Promise<Key> => {
    const [newest] = await known();
    if (!newest) throw new Error("The vault has no key.");
    return newest;
  };
  return {
    newestKeyId: async () => (await newestKey()).id,
    seal: async (secret, owner) => {
      const newest = await newestKey();
      const iv = randomBytes(IV_BYTES);
      const sealed = await crypto.subtle.encrypt(algorithmFor(iv, owner), newest.key, encoder.encode(secret));
      return ["v1", newest.id, toHex(iv), toHex(new Uint8Array(sealed))].join(".");
    },
    open: async (sealed, owner) => {
      const [, , iv = "", secret = ""] = sealed.split(".");
      const keyId = keyIdOf(sealed);
      const found = (await known()).find(({ id }) => id === keyId);
      if (!found) throw new Error(`A secret was sealed under the key ${keyId}, which SECRETS_KEY does not have.`);
      const opened = await crypto.subtle.decrypt(algorithmFor(fromHex(iv), owner), found.key, fromHex(secret));
      return new TextDecoder().decode(opened);
    },
  };
}
