// Pure: no I/O, no clock, no randomness.
import { isLoopback } from "#kernel/values/address";

/**
 * The cookie of a session. The prefix `__Host-` makes browsers refuse it from other hosts, from subdomains and over
 * http (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2).
 */

/** Only a loopback address is served without TLS, for development: there browsers refuse the prefix. */
const isPlain = (url: URL): boolean => url.protocol === "http:" && isLoopback(url);

/** The cookie's name for requests to this URL. */
export const cookieNameFor = (url: URL): string =>
  isPlain(url) ? "phone-manager-session" : "__Host-phone-manager-session";

function cookieText(url: URL, value: string, maxAgeSeconds: number): string {
  const secure = isPlain(url) ? "" : "; Secure";
  return `${cookieNameFor(url)}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** The `Set-Cookie` header that gives the browser its token until `expiresAt`. */
export const sessionCookie = (url: URL, token: string, { now, expiresAt }: { now: number; expiresAt: number }) =>
  cookieText(url, token, Math.floor((expiresAt - now) / 1_000));

/** The `Set-Cookie` header that takes the token from the browser. */
export const endedCookie = (url: URL): string => cookieText(url, "", 0);
