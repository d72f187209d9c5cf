import { Buffer } from "node:buffer";
import { decode, encode } from "dns-packet";

/** Stands in for the resolver of DNS over HTTPS, where a test mocks `fetch`. */

const RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;

/** Whether a request goes to the resolver of the configuration. */
export const isDnsRequest = (request: Request | URL | string): boolean =>
  new URL(request instanceof Request ? request.url : String(request)).hostname === "cloudflare-dns.com";

/** The resolver's answer, if the name that is asked for has these addresses; `null`: there is no such name. */
export function dnsResponse(
  request: Request | URL | string,
  addressesOf: (name: string) => readonly string[] | null,
): Response {
  const { searchParams } = new URL(request instanceof Request ? request.url : String(request));
  const query = Uint8Array.from(
    atob((searchParams.get("dns") ?? "").replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.charCodeAt(0),
  );
  const { questions } = decode(Buffer.from(query.buffer));
  const [{ name = "", type = "" } = {}] = questions;
  const addresses = addressesOf(name);
  const answers = (addresses ?? [])
    .filter((address) => type === (address.includes(":") ? "AAAA" : "A"))
    .map((data) => ({ name, type, data, ttl: 60 }));
  const flags = RESPONSE | (addresses === null ? NO_SUCH_NAME : 0);
  return new Response(encode({ type: "response", id: 0, flags, questions, answers }));
}
