/**
 * Which targets a tenant may have us send requests to: https, to public addresses only. An URL is read as `fetch` reads
 * it (WHATWG), so `https://2130706433`, `https://0x7f.1` and `https://127.0.0.1` are one and the same here.
 */

/** Special-purpose IPv4 blocks (IANA registry, RFC 6890) and multicast: first address, length of the prefix. */
const closedV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/**
 * Of IPv6 only 2000::/3 is global unicast, which leaves out mapped IPv4, NAT64, ULA and link-local; and of that, not
 * these.
 */
const openV6 = ["2000::", 3] as const;
const closedV6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4: holds an IPv4 address
  ["3fff::", 20],
];

const closedNames = ["localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid"];

type Bits = string;

function bitsOfV4(text: string): Bits | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
}

function bitsOfV6(text: string): Bits | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupsOf(half));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<Bits>(missing).fill("0".repeat(16)), ...(tail ?? [])].join("");
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string): Bits[] | undefined {
  if (text === "") return [];
  const groups: Bits[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? bitsOfV4(part) : undefined;
    if (v4) groups.push(v4.slice(0, 16), v4.slice(16));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16).toString(2).padStart(16, "0"));
    else return undefined;
  }
  return groups;
}

const isIn = (bits: Bits, [first, length]: readonly [string, number]): boolean => {
  const block = first.includes(":") ? bitsOfV6(first) : bitsOfV4(first);
  return block?.slice(0, length) === bits.slice(0, length);
};

/**
 * Whether this text is an IP address that anybody on the internet could mean; what is no address is not public either.
 */
export function isPublicAddress(text: string): boolean {
  const v4 = bitsOfV4(text);
  if (v4) return !closedV4.some((block) => isIn(v4, block));
  const v6 = bitsOfV6(text);
  return v6 !== undefined && isIn(v6, openV6) && !closedV6.some((block) => isIn(v6, block));
}

const isAddress = (host: string): boolean => bitsOfV4(host) !== undefined || bitsOfV6(host) !== undefined;

/** The host of an URL without what only surrounds it: the brackets of IPv6, the dot of a fully qualified name. */
const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

/** Whether requests to this URL stay on this machine. */
export function isLoopback(url: URL): boolean {
  const host = bareHost(url);
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

export const MAX_TARGET_LENGTH = 2_000;

/** A name still has to be resolved; an address, or a loopback target where those are allowed, is judged already. */
export type TargetCheck = { readonly url: URL; readonly nameToResolve: string | null } | { readonly problem: string };

/**
 * What can be said of a target by its text alone. `loopbackAllowed` is for development, and allows plain http to there.
 */
export function checkTargetUrl(text: string, loopbackAllowed: boolean): TargetCheck {
  const url = text.length <= MAX_TARGET_LENGTH ? URL.parse(text) : null;
  if (!url) return { problem: `Must be an absolute URL of at most ${MAX_TARGET_LENGTH} characters.` };
  if (url.username !== "" || url.password !== "") return { problem: "Must hold no user name and no password." };
  if (loopbackAllowed && isLoopback(url) && /^https?:$/.test(url.protocol)) return { url, nameToResolve: null };
  if (url.protocol !== "https:") return { problem: "Must begin with https://." };
  if (url.port !== "" && Number(url.port) < 1_024) return { problem: "Must use port 443, or one from 1024 up." };
  const host = bareHost(url);
  if (isAddress(host)) {
    return isPublicAddress(host)
      ? { url, nameToResolve: null }
      : { problem: "Must not be a private or local address." };
  }
  const isClosed = !host.includes(".") || closedNames.some((name) => host === name || host.endsWith(`.${name}`));
  return isClosed ? { problem: "Must be a name that the public internet knows." } : { url, nameToResolve: host };
}
