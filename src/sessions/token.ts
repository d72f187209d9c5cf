import { sha256Hex, toHex } from "#kernel/values/digest";

/** The tokens in the cookies of sessions. */

const TOKEN_BYTES = 32;
const encoder = new TextEncoder();

/** A new token: 64 hex digits. */
export const newSessionToken = (randomBytes: (count: number) => Uint8Array): string => toHex(randomBytes(TOKEN_BYTES));

export const isSessionToken = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** The stored digest of a token that an API key got. */
export const hashOfKeyToken = (token: string): Promise<string> => sha256Hex(token);

/** The stored digest of a token that the admin token got. A new admin token ends the session: nothing finds it. */
export const hashOfAdminToken = (token: string, adminToken: string): Promise<string> =>
  sha256Hex(`${token}\n${adminToken}`);

/**
 * The CSRF token of a session: 64 hex digits, derived from the session's own token, so it is stored nowhere. It differs
 * by the tenant that the session acts for: a page that still shows another tenant cannot change this one.
 */
export async function csrfTokenOf(token: string, actingFor: string | null): Promise<string> {
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`csrf token ${actingFor ?? ""}`));
  return toHex(new Uint8Array(mac));
}
