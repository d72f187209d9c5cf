// Pure: no I/O, no clock, no randomness.
import type { DigestAlgorithm, DigestChallenge } from "./challenge";

/** Answers to digest challenges (RFC 3261, 22.4; RFC 7616, 3.4). */

/** The hash of a text in UTF-8, in lower-case hex. */
export type HashText = (algorithm: DigestAlgorithm, text: string) => string;

interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly clientNonce: string;
  /** How often this nonce was used, this time included. */
  readonly nonceCount: number;
}

/** The value of `Authorization` or `Proxy-Authorization` for a request without a body. */
export function digestAnswer(challenge: DigestChallenge, request: DigestRequest, hash: HashText): string {
  const { realm, nonce, opaque, algorithm, isSession, qop } = challenge;
  const { method, uri, username, password, clientNonce } = request;
  const h = (...parts: string[]): string => hash(algorithm, parts.join(":"));
  const secret = h(username, realm, password);
  const ha1 = isSession ? h(secret, nonce, clientNonce) : secret;
  const ha2 = qop === "auth-int" ? h(method, uri, hash(algorithm, "")) : h(method, uri);
  const count = request.nonceCount.toString(16).padStart(8, "0");
  const response = qop === null ? h(ha1, nonce, ha2) : h(ha1, nonce, count, clientNonce, qop, ha2);
  const fields = [
    `username="${username.replaceAll(/["\\]/g, "\\$&")}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}${isSession ? "-sess" : ""}`,
    ...(qop !== null || isSession ? [`cnonce="${clientNonce}"`] : []),
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`]),
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
  ];
  return `Digest ${fields.join(", ")}`;
}
