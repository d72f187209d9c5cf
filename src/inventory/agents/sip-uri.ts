// Pure: no I/O, no clock, no randomness.
import { checkHost } from "#kernel/values/address";

/** SIP URIs as targets of calls: a part of the grammar in RFC 3261, section 25.1. */

/** Twilio's limit, in characters. */
export const MAX_SIP_URI = 255;

const escaped = "%[0-9A-Fa-f]{2}";
const unreserved = "A-Za-z0-9\\-_.!~*'()";
const user = new RegExp(`^(?:[${unreserved}&=+$,;?/]|${escaped})+$`);
const parameter = new RegExp(
  `^((?:[${unreserved}\\[\\]/:&+$]|${escaped})+)(?:=((?:[${unreserved}\\[\\]/:&+$]|${escaped})+))?$`,
);
const header = new RegExp(`^(?:[${unreserved}\\[\\]/?:+$]|${escaped})+=(?:[${unreserved}\\[\\]/?:+$]|${escaped})*$`);

/** The host that a valid SIP URI names. */
export const hostOfSipUri = (uri: string): string => /^sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;?]+)/i.exec(uri)?.[1] ?? "";

/** Whether a text may stand as the user of a SIP URI. */
export const isSipUser = (text: string): boolean => user.test(text);

/**
 * A setting without which a well-known server refuses calls; `null` if none is missing. OpenAI takes SIP over TLS with
 * SRTP only: https://platform.openai.com/docs/guides/realtime-sip
 */
export function missingInSipUri(uri: string): string | null {
  const host = hostOfSipUri(uri).toLowerCase();
  if (!/^sip(-[a-z]+)?\.api\.openai\.com$/.test(host)) return null;
  const isTls = /;transport=tls(;|\?|$)/i.test(uri);
  return isTls ? null : `${host} takes calls over TLS only. Write ${uri.split(";")[0]};transport=tls;secure=true.`;
}

const transports = ["udp", "tcp", "tls"];

/** The reason why calls can't be sent to a SIP URI, or `null`. */
export function problemOfSipUri(text: string): string | null {
  if (text.length > MAX_SIP_URI) return `Must have at most ${MAX_SIP_URI} characters.`;
  const [, scheme, rest] = /^(sips?):(.*)$/is.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return "Must begin with sip: or sips:.";
  // The user ends at the last @: parameters and headers can't hold an unescaped one.
  const at = rest.lastIndexOf("@");
  const isSecure = scheme.toLowerCase() === "sips";
  return (at < 0 ? null : problemOfUser(rest.slice(0, at))) ?? problemAfterUser(rest.slice(at + 1), isSecure);
}

function problemOfUser(text: string): string | null {
  if (text.includes(":")) return "Must not contain a password.";
  return user.test(text)
    ? null
    : "The part before @ has characters that SIP does not allow there; percent-encode them.";
}

function problemAfterUser(text: string, isSecure: boolean): string | null {
  const [, hostAndPort = "", parameters = "", headers] = /^([^;?]*)((?:;[^;?]*)*)(?:\?(.*))?$/s.exec(text) ?? [];
  return (
    problemOfHost(hostAndPort) ??
    problemOfParameters(parameters.split(";").slice(1), isSecure) ??
    (headers === undefined || headers.split("&").every((field) => header.test(field))
      ? null
      : "The part after ? must be headers like X-Name=value, with & between them.")
  );
}

function problemOfHost(text: string): string | null {
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined) return "Must name a host, like sip.example.com or 198.51.100.7:5060.";
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return "The port must be from 1 to 65535.";
  const checked = checkHost(host);
  return "problem" in checked ? checked.problem.replace(/^Must /, "The host must ") : null;
}

function problemOfParameters(parameters: readonly string[], isSecure: boolean): string | null {
  const names = new Set<string>();
  for (const text of parameters) {
    const [, written, value] = parameter.exec(text) ?? [];
    if (written === undefined) return `";${text}" is not a parameter that SIP allows.`;
    const name = written.toLowerCase();
    if (names.has(name)) return `The parameter ${name} is there twice.`;
    names.add(name);
    const problem = name === "transport" ? problemOfTransport(value?.toLowerCase() ?? "", isSecure) : null;
    if (problem !== null) return problem;
  }
  return null;
}

/** RFC 3261, 26.2.2: `sips:` goes over any transport that TLS runs on, with TLS on every hop. */
function problemOfTransport(transport: string, isSecure: boolean): string | null {
  if (!transports.includes(transport)) return `The transport must be ${transports.join(", ")}.`;
  return isSecure && transport === "udp"
    ? "sips: needs TLS on every hop, and there is no TLS over UDP: write transport=tls, or sip: for a call without TLS."
    : null;
}
