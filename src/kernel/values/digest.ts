import canonicalize from "canonicalize";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

export const sha256Hex = async (text: string): Promise<string> => toHex(await sha256(text));

/** Constant-time equality of two secrets of any length: their digests are compared, so the length is not leaked. */
export async function equalSecrets(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([sha256(a), sha256(b)]);
  return crypto.subtle.timingSafeEqual(left, right);
}

const isAscii = (text: string): boolean => !/[^ -~]/.test(text);

const bytesAsText = (text: string): string =>
  Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join("");

export function toBase64Url(text: string): string {
  return btoa(isAscii(text) ? text : bytesAsText(text))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Returns `undefined` for text that `toBase64Url` did not make. */
export function fromBase64Url(value: string): string | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(value)) return undefined;
  try {
    const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
    const text = decoder.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
    return toBase64Url(text) === value ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Canonical JSON (RFC 8785): equal values give equal text, so equal digests. The hash chain of the event log depends on
 * it. Throws for text that is not well-formed Unicode and for numbers that JSON cannot express.
 */
export const canonicalJson = (value: unknown): string => canonicalize(value) ?? "null";
