// Pure: no I/O, no clock, no randomness.
import ipaddr from "ipaddr.js";
import { lazily } from "./lazily";

/**
 * The targets that a tenant may have us send requests to: https, at public addresses only. A URL is read as `fetch`
 * reads it (WHATWG), so `https://2130706433`, `https://0x7f.1` and `https://127.0.0.1` are the same target.
 */

/**
 * The only global unicast block of IPv6 (IANA). Everything else is unassigned, or special like mapped IPv4 and NAT64.
 */
const globalUnicast = lazily(() => ipaddr.IPv6.parseCIDR("2000::/3"));

/** Names of special use (RFC 6761, 8375, 7686), and names that private networks commonly use. */
const privateNames = ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid"];

/** Strict spellings only: four decimal parts without leading zeros, or IPv6 without a zone. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return !text.includes("%") && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** Whether this text is an IP address of the public internet. Text that is not an address is not public either. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  // ipaddr.js knows the special-purpose blocks (IANA registry, RFC 6890).
  if (address?.range() !== "unicast") return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast());
}

/** The host of a URL without the brackets of IPv6 and the final dot of a fully qualified name. */
const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

/** Whether requests to this URL stay on this machine. */
export function isLoopback(url: URL): boolean {
  const host = bareHost(url);
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

export const MAX_TARGET_LENGTH = 2_000;

/** The caller must resolve `nameToResolve`, if there is one, and check each address with `isPublicAddress`. */
export type TargetCheck = { readonly url: URL; readonly nameToResolve: string | null } | { readonly problem: string };

/**
 * Checks a target URL by its text alone. `loopbackAllowed` is for development and allows loopback, also with plain
 * http.
 */
export function checkTargetUrl(text: string, loopbackAllowed: boolean): TargetCheck {
  const url = text.length <= MAX_TARGET_LENGTH ? URL.parse(text) : null;
  if (!url) return { problem: `Must be an absolute URL of at most ${MAX_TARGET_LENGTH} characters.` };
  if (url.username !== "" || url.password !== "") return { problem: "Must not contain a user name or password." };
  if (loopbackAllowed && isLoopback(url) && /^https?:$/.test(url.protocol)) return { url, nameToResolve: null };
  if (url.protocol !== "https:") return { problem: "Must begin with https://." };
  if (url.port !== "" && Number(url.port) < 1_024) return { problem: "Must use port 443, or a port from 1024 up." };
  const host = bareHost(url);
  if (parseAddress(host)) {
    return isPublicAddress(host)
      ? { url, nameToResolve: null }
      : { problem: "Must not be a private or local address." };
  }
  const isPrivate = !host.includes(".") || privateNames.some((name) => host === name || host.endsWith(`.${name}`));
  return isPrivate ? { problem: "Must be a public host name, like example.com." } : { url, nameToResolve: host };
}
