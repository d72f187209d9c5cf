import { fromHex, toHex } from "./digest";

const KEY_BITS = 256;
const SIGNATURE_HEX_DIGITS = 64;
const encoder = new TextEncoder();

/**
 * The key of one purpose, derived (HKDF, RFC 5869) from a key that encrypts secrets. A signature for one purpose is
 * none for another, and shows nothing of the key.
 */
async function keyFor(purpose: string, secretsKey: Uint8Array): Promise<CryptoKey> {
  const master = await crypto.subtle.importKey("raw", secretsKey, "HKDF", false, ["deriveKey"]);
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encoder.encode(purpose) },
    master,
    { name: "HMAC", hash: "SHA-256", length: KEY_BITS },
    false,
    ["sign", "verify"],
  );
}

/** Signs a text (HMAC-SHA256) under the newest of the deployment's keys. 64 hex digits. */
export async function signText(secretsKeys: readonly Uint8Array[], purpose: string, text: string): Promise<string> {
  const [newest] = secretsKeys;
  if (newest === undefined) throw new Error("There is no key to sign with.");
  const signature = await crypto.subtle.sign("HMAC", await keyFor(purpose, newest), encoder.encode(text));
  return toHex(new Uint8Array(signature));
}

/** Whether one of the keys signed this text for this purpose, so signatures outlive a rotation. In constant time. */
export async function isSignatureOf(
  secretsKeys: readonly Uint8Array[],
  purpose: string,
  { text, signature }: { readonly text: string; readonly signature: string },
): Promise<boolean> {
  if (signature.length !== SIGNATURE_HEX_DIGITS || !/^[0-9a-f]+$/.test(signature)) return false;
  for (const key of secretsKeys) {
    const mac = fromHex(signature);
    if (await crypto.subtle.verify("HMAC", await keyFor(purpose, key), mac, encoder.encode(text))) return true;
  }
  return false;
}
