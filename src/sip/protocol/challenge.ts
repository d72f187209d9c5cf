// Pure: no I/O, no clock, no randomness.
import { isToken, splitOutsideQuotes } from "./headers";

/** Challenges in `WWW-Authenticate` and `Proxy-Authenticate` (RFC 3261, 22; RFC 7616; RFC 8760). */

const digestAlgorithms = ["MD5", "SHA-256", "SHA-512-256"] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: DigestAlgorithm;
  /** Whether the algorithm is a `-sess` variant. */
  readonly isSession: boolean;
  /** `null`: the challenge has no qop, as in RFC 2069. */
  readonly qop: "auth" | "auth-int" | null;
  /** The credentials may be right; only the nonce is too old. */
  readonly isStale: boolean;
}

/**
 * The digest challenges of one header field that can be answered, in order. Servers quote what needs no quotes, and
 * leave them away where they are needed: both are read. Quoted text keeps its escapes, as it is hashed and sent back
 * unchanged.
 */
export function readChallenges(value: string): DigestChallenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const part of splitOutsideQuotes(value, ",")) {
    const equals = part.indexOf("=");
    const words = part
      .slice(0, equals < 0 ? part.length : equals)
      .trim()
      .split(/[ \t]+/);
    const name = words.at(-1)?.toLowerCase() ?? "";
    // "Digest realm" begins a challenge; "nonce" goes on with it.
    if (words.length === 2 || equals < 0)
      challenges.push({ scheme: words[0]?.toLowerCase() ?? "", parameters: new Map() });
    const parameters = challenges.at(-1)?.parameters;
    if (equals >= 0 && isToken(name) && parameters && !parameters.has(name)) {
      parameters.set(name, unquoted(part.slice(equals + 1).trim()));
    }
  }
  return challenges.flatMap(({ scheme, parameters }) => (scheme === "digest" ? (digestOf(parameters) ?? []) : []));
}

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined) : text;

function digestOf(parameters: ReadonlyMap<string, string>): DigestChallenge | null {
  const realm = parameters.get("realm");
  const nonce = parameters.get("nonce");
  const written = (parameters.get("algorithm") ?? "MD5").toUpperCase();
  const isSession = written.endsWith("-SESS");
  const algorithm = digestAlgorithms.find((known) => known === (isSession ? written.slice(0, -5) : written));
  const offered = parameters
    .get("qop")
    ?.toLowerCase()
    .split(/[ \t,]+/);
  const qop = offered === undefined ? null : (["auth", "auth-int"] as const).find((known) => offered.includes(known));
  if (realm === undefined || nonce === undefined || algorithm === undefined || qop === undefined) return null;
  const isStale = parameters.get("stale")?.toLowerCase() === "true";
  return { realm, nonce, opaque: parameters.get("opaque") ?? null, algorithm, isSession, qop, isStale };
}
