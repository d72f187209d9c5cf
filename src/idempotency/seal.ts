import { fromHex, toHex } from "#kernel/values/digest";

/** Encrypts stored responses that contain a secret (AES-256-GCM), so that only the same caller can read them again. */

const IV_BYTES = 12;

const importKey = (key: Uint8Array) => crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);

/** Hex of a random IV and the ciphertext. `randomBytes` returns that many random bytes. */
export async function sealResponse(
  key: Uint8Array,
  text: string,
  randomBytes: (count: number) => Uint8Array,
): Promise<string> {
  const iv = randomBytes(IV_BYTES);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await importKey(key),
    new TextEncoder().encode(text),
  );
  return toHex(iv) + toHex(new Uint8Array(sealed));
}

/** Decrypts a response. Returns `null` if it was sealed with another key. */
export async function unsealResponse(key: Uint8Array, sealed: string): Promise<string | null> {
  const bytes = fromHex(sealed);
  const iv = bytes.subarray(0, IV_BYTES);
  try {
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await importKey(key), bytes.subarray(IV_BYTES));
    return new TextDecoder().decode(open);
  } catch {
    return null;
  }
}
