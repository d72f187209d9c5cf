// Pure: no I/O, no clock, no randomness.
import ipaddr from "ipaddr.js";
import { isPublicAddress } from "#kernel/values/address";

/** Broader ranges would let strangers call: they are larger than any carrier's own. */
const WIDEST = { ipv4: 16, ipv6: 32 } as const;

/**
 * Reads a range of addresses in CIDR notation (RFC 4632), or a single address. `ipv4Only`: Twilio's IP access lists
 * take no IPv6.
 */
export function readCidr(text: string, ipv4Only: boolean): { readonly cidr: string } | { readonly problem: string } {
  const [written = "", length, ...more] = text.trim().split("/");
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(written);
  if (more.length > 0 || !(isV4 || (!written.includes("%") && ipaddr.IPv6.isValid(written)))) {
    return { problem: "Must be an IP address, or a range in CIDR notation like 198.51.99.0/24." };
  }
  if (ipv4Only && !isV4) return { problem: "Must be IPv4: Twilio's IP access lists take no IPv6." };
  const kind = isV4 ? "ipv4" : "ipv6";
  const longest = isV4 ? 32 : 128;
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= longest)) {
    return { problem: `The part after / must be a whole number from ${WIDEST[kind]} to ${longest}.` };
  }
  const bits = length === undefined ? longest : Number(length);
  if (bits < WIDEST[kind]) {
    return { problem: `Must be /${WIDEST[kind]} or narrower: list your carrier's own addresses only.` };
  }
  const network = (isV4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(`${written}/${bits}`).toString();
  const address = ipaddr.parse(written).toString();
  if (network !== address) return { problem: `Must be written ${network}/${bits}, or with more bits.` };
  if (!isPublicAddress(network)) return { problem: "Must not be private or local addresses." };
  return { cidr: `${network}/${bits}` };
}
