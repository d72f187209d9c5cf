import { fromHex, toHex } from "#kernel/values/digest";

/** Answers that hold a secret are stored so that only the caller who got them can read them again (AES-256-GCM). */

const IV_BYTES = 12;

const importKey = (key: Uint8Array) => crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);

export async function sealResponse(key: Uint8Array, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await importKey(key),
    new TextEncoder().encode(text),
  );
  return toHex(iv) + toHex(new Uint8Array(sealed));
}

/** `null` when this is not the key it was sealed with. */
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
