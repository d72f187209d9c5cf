// Pure: no I/O, no clock, no randomness.
import ipaddr from "ipaddr.js";
import { lazily } from "./lazily";

/**
 * The targets that a tenant may have requests or calls sent to: encrypted, at public hosts that are not this platform.
 * A URL is parsed first, as `fetch` does it (WHATWG), and only the result is checked and used: `https://2130706433`,
 * `https://0x7f.1` and `https://127.0.0.1` are one target.
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

/** Whether this text is a loopback address, in a strict spelling. */
export const isLoopbackAddress = (text: string): boolean => parseAddress(text)?.range() === "loopback";

/** The host of a parsed URL without the brackets of IPv6 and the dots at the end. */
const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");

/** Whether requests to this URL stay on this machine. */
export function isLoopback(url: URL): boolean {
  const host = bareHost(url);
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

export const MAX_TARGET_LENGTH = 2_000;

export interface TargetRules {
  readonly scheme: "https" | "wss";
  /** The platform's own origins. A target there would send the platform's requests back to it. */
  readonly ownOrigins: readonly string[];
  /** For development: allows loopback addresses too, and there `http` or `ws`. */
  readonly loopback: boolean;
}

/** `url.href` is what to store and send to: the text may mean something else to another parser. */
export type TargetCheck = HostCheck<{ readonly url: URL }>;

/** The caller must resolve `nameToResolve`, if there is one, and check each address with `isPublicAddress`. */
export type HostCheck<More = unknown> =
  | ({ readonly nameToResolve: string | null } & More)
  | { readonly problem: string };

/** Checks a target URL without asking the network. */
export function checkTargetUrl(text: string, { scheme, ownOrigins, loopback }: TargetRules): TargetCheck {
  const given = text.trim();
  // Parsers disagree about these: WHATWG drops line breaks and reads `\` as `/`.
  if (/[\s\p{Cc}\\]/u.test(given)) {
    return { problem: "Must have no spaces, control characters or backslashes; percent-encode them." };
  }
  const url = URL.parse(given);
  if (!url || url.href.length > MAX_TARGET_LENGTH) {
    return { problem: `Must be an absolute URL of at most ${MAX_TARGET_LENGTH} characters.` };
  }
  const plainScheme = scheme.replace("s", "");
  const onThisMachine = loopback && isLoopback(url);
  if (url.protocol !== `${scheme}:` && !(onThisMachine && url.protocol === `${plainScheme}:`)) {
    return { problem: `Must begin with ${scheme}://.` };
  }
  if (url.username !== "" || url.password !== "") return { problem: "Must not contain a user name or password." };
  if (ownOrigins.some((origin) => isSameOrigin(url, origin))) {
    return { problem: "Must not lead back to this platform." };
  }
  if (onThisMachine) return { url, nameToResolve: null };
  if (url.port !== "" && Number(url.port) < 1_024) return { problem: "Must use port 443, or a port from 1024 up." };
  const host = checkParsedHost(url);
  return "problem" in host ? host : { url, ...host };
}

/** Checks a host without a scheme, like that of a SIP URI: a name, an IPv4 address, or an IPv6 address in brackets. */
export function checkHost(text: string): HostCheck {
  const url = /[\s\p{Cc}\\/?#@]/u.test(text) ? null : URL.parse(`https://${text}`);
  if (!url) return { problem: "Must be a host name or an IP address." };
  const host = checkParsedHost(url);
  // Another parser could read 010.8.8.8 as 10.8.8.8.
  const isRespelled = ipaddr.IPv4.isValidFourPartDecimal(url.hostname) && text !== url.hostname;
  return isRespelled && !("problem" in host) ? { problem: `Must be written ${url.hostname}.` } : host;
}

function checkParsedHost(url: URL): HostCheck {
  const host = bareHost(url);
  if (parseAddress(host) && !isPublicAddress(host)) return { problem: "Must not be a private or local address." };
  if (parseAddress(url.hostname.replace(/^\[|\]$/g, ""))) return { nameToResolve: null };
  const labels = url.hostname.replace(/\.$/, "").split(".");
  const isPrivate = privateNames.some((name) => host === name || host.endsWith(`.${name}`));
  return isPrivate || labels.length < 2 || labels.includes("")
    ? { problem: "Must be a public host name, like example.com." }
    : { nameToResolve: host };
}

/** Compares scheme, host and port: `wss` leads where `https` leads, with or without final dots. */
const isSameOrigin = (url: URL, origin: string): boolean => serverOf(url) === serverOf(new URL(origin));

const serverOf = (url: URL): string =>
  `${url.protocol.replace("ws", "http")}//${isLoopback(url) ? "localhost" : bareHost(url)}:${url.port}`;
