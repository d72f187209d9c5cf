// Pure: no I/O, no clock, no randomness.
import { checkHost, isLoopbackAddress } from "#kernel/values/address";
import type { ProbedGateway, RungCode } from "./gateway";

/** The first rung: whether a gateway is written so that all parsers read the same host, and one that may be called. */

export const defaultPorts = { udp: 5_060, tcp: 5_060, tls: 5_061 } as const;

/** In characters: the longest name of DNS. */
const MAX_HOST = 253;
const MAX_CREDENTIAL = 255;

/** A host as the checks read it. */
export type GatewayHost =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "name"; readonly name: string };

export interface SyntaxProblem {
  readonly code: Extract<RungCode, "host_invalid" | "host_not_public" | "port_invalid" | "credentials_invalid">;
  readonly detail: string;
}

/** The reason why a gateway can't be called, or `null`. `loopback` allows this machine, for development. */
export function problemOfGateway(gateway: ProbedGateway, loopback: boolean): SyntaxProblem | null {
  const { port } = gateway;
  const host = readGatewayHost(gateway.host, loopback);
  if ("code" in host) return host;
  if (port !== null && (!Number.isInteger(port) || port < 1 || port > 65_535)) {
    return { code: "port_invalid", detail: "The port must be a whole number from 1 to 65535." };
  }
  return problemOfCredentials(gateway);
}

/** Reads a host name, an IPv4 address of four decimal parts, or an IPv6 address with or without brackets. */
export function readGatewayHost(text: string, loopback: boolean): GatewayHost | SyntaxProblem {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (loopback && text.toLowerCase() === "localhost") return { kind: "name", name: "localhost" };
  if (loopback && isLoopbackAddress(bare)) return { kind: "address", address: bare };
  if (/^sips?:/i.test(text)) return invalid("Write the host alone, without sip: in front of it.");
  const isV6 = bare.includes(":") && /^[0-9a-f:.]+$/i.test(bare);
  // Unbracketed, `sip.example.com:5060` would be read as a host and its port.
  if (!isV6 && text.includes(":")) return invalid("Write the port in its own field.");
  if (bare.length > MAX_HOST) return invalid(`The host must have at most ${MAX_HOST} characters.`);
  const checked = checkHost(isV6 ? `[${bare}]` : text);
  if (!("problem" in checked)) {
    return checked.nameToResolve === null
      ? { kind: "address", address: bare }
      : { kind: "name", name: checked.nameToResolve };
  }
  const detail = checked.problem.replace(/^Must /, "The host must ");
  return { code: /private|public/.test(detail) ? "host_not_public" : "host_invalid", detail };
}

const invalid = (detail: string): SyntaxProblem => ({ code: "host_invalid", detail });

function problemOfCredentials({ username, password, realm }: ProbedGateway): SyntaxProblem | null {
  const wrong = (detail: string): SyntaxProblem => ({ code: "credentials_invalid", detail });
  if (!username !== !password) return wrong("Give a user name and a password, or neither.");
  for (const [name, text] of Object.entries({ "user name": username, password, realm })) {
    if (!text) continue;
    if (text.length > MAX_CREDENTIAL) return wrong(`The ${name} must have at most ${MAX_CREDENTIAL} characters.`);
    // A line break would end the header field in which the text is sent.
    if (/\p{Cc}/u.test(text)) return wrong(`The ${name} must have no control characters.`);
  }
  return null;
}
