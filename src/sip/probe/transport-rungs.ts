import type { TcpConnection, TcpFailure } from "#kernel/ports/tcp";
import { type CertificateProblem, checkCertificates } from "./certificate";
import { type CertificatePeek, peekCertificates } from "./certificate-peek";
import { type Climb, type Outcome, rungOutcome, rungPassed } from "./climb";
import type { ProbedAddress } from "./gateway";
import { TLS_1_2 } from "./server-handshake";
import type { Clock } from "./sip-exchange";

/** The rungs below SIP: TCP, the certificate, TLS. */

/** The first addresses of a gateway. Each takes a connection. */
export const MAX_TRIED = 4;

export const hostAndPort = ({ address, port }: ProbedAddress): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** Connects to the checked addresses at once, and keeps the first one that accepts, in their order. */
export async function tcpRung(climb: Climb, { left }: Clock): Promise<Outcome> {
  const tried = climb.addresses.slice(0, MAX_TRIED);
  const results = await Promise.all(tried.map((address) => climb.deps.connect.plain(address, left())));
  const isOpen = (result: TcpConnection | TcpFailure): result is TcpConnection => typeof result !== "string";
  const at = results.findIndex(isOpen);
  for (const other of results.slice(at + 1).filter(isOpen)) other.close();
  const chosen = tried[at];
  if (chosen === undefined) {
    climb.limits.add("source_address_varies");
    const places = tried.map(hostAndPort).join(", ");
    return results.includes("timeout")
      ? rungOutcome("failed", "connection_timeout", `Nothing answered in time at ${places}.`)
      : rungOutcome("failed", "connection_refused", `No connection came about to ${places}.`);
  }
  climb.chosen = chosen;
  climb.connection = results.find(isOpen) ?? null;
  climb.level = "tcp";
  const unreachable = tried.filter((_, index) => !isOpen(results[index] ?? "refused"));
  return unreachable.length === 0
    ? rungPassed(`${hostAndPort(chosen)} accepts connections.`)
    : rungOutcome(
        "warning",
        "some_addresses_unreachable",
        `${hostAndPort(chosen)} accepts connections; ${unreachable.map(hostAndPort).join(", ")} does not.`,
      );
}

/** Takes the open connection, or opens another one without TLS. */
async function plainConnection(climb: Climb, chosen: ProbedAddress, { left }: Clock): Promise<TcpConnection | null> {
  const { connection } = climb;
  climb.connection = null;
  if (connection) return connection;
  const opened = await climb.deps.connect.plain(chosen, left());
  return typeof opened === "string" ? null : opened;
}

/** Reads the certificates at the checked address. Problems of a certificate do not keep TLS from being tried. */
export async function certificateRung(climb: Climb, clock: Clock): Promise<Outcome> {
  const { chosen } = climb;
  const connection = chosen && (await plainConnection(climb, chosen, clock));
  if (!chosen || !connection) return rungOutcome("failed", "connection_closed", "The connection broke off.");
  try {
    const random = climb.deps.randomBytes(32);
    const peek = await peekCertificates(connection, { name: chosen.name, random }, clock);
    return peek.kind === "certificates" ? await outcomeOfChain(climb, chosen, peek) : outcomeOfRefusal(climb, peek);
  } finally {
    connection.close();
  }
}

async function outcomeOfChain(
  climb: Climb,
  chosen: ProbedAddress,
  { chain, version }: Extract<CertificatePeek, { kind: "certificates" }>,
): Promise<Outcome> {
  const check = await checkCertificates(chain, chosen, climb.deps.now());
  if (check === "unreadable") {
    return { ...rungOutcome("failed", "certificate_unreadable", "The certificate cannot be read."), isEnd: false };
  }
  climb.certificate = check.facts;
  const [problem] = check.problems;
  const detail = check.problems.map((each) => each.detail).join(" ");
  const until = new Date(check.facts.expiresAt).toISOString().slice(0, 10);
  if (version < TLS_1_2) {
    return rungOutcome(
      "failed",
      "tls_version_too_old",
      `The gateway offers TLS 1.${version - 0x0301} at most. ${detail}`.trim(),
    );
  }
  if (!problem) return rungPassed(`The certificate of ${check.facts.subject} is valid until ${until}.`);
  const isWarning = warnings.includes(problem.code);
  if (!isWarning) climb.certificateProblem = problem.code;
  return { ...rungOutcome(isWarning ? "warning" : "failed", problem.code, detail), isEnd: false };
}

const warnings: readonly CertificateProblem[] = ["certificate_expiring", "certificate_chain_broken"];

/** RFC 5246, 7.2. A server with TLS 1.3 alone answers one of the first two. */
const alerts = { handshakeFailure: 40, protocolVersion: 70, unrecognizedName: 112 } as const;

function outcomeOfRefusal(climb: Climb, peek: Exclude<CertificatePeek, { kind: "certificates" }>): Outcome {
  switch (peek.kind) {
    case "alert":
      if (peek.description === alerts.unrecognizedName) {
        return rungOutcome("failed", "tls_refused_name", "The gateway refuses this host name in TLS.");
      }
      if (peek.description === alerts.protocolVersion || peek.description === alerts.handshakeFailure) {
        climb.limits.add("expiry_unknown");
        return rungOutcome(
          "unknown",
          "certificate_hidden",
          "The gateway speaks no TLS 1.2, which would show its certificate.",
        );
      }
      return rungOutcome("failed", "tls_refused", `The gateway breaks off TLS with the alert ${peek.description}.`);
    case "not_tls":
      return rungOutcome("failed", "not_tls", "The port answers something else than TLS.");
    case "unreadable":
      return { ...rungOutcome("failed", "certificate_unreadable", "The certificate cannot be read."), isEnd: false };
    case "silent":
      return rungOutcome("failed", "no_tls_answer", "The gateway does not answer the beginning of TLS.");
    case "closed":
      climb.limits.add("source_address_varies");
      return rungOutcome("failed", "connection_closed", "The gateway hangs up at the beginning of TLS.");
  }
}

/** Opens TLS by name, with the certificate verified. */
export async function tlsRung(climb: Climb, { left }: Clock): Promise<Outcome> {
  const { chosen } = climb;
  const opened = chosen ? await climb.deps.connect.secure(chosen, left()) : "refused";
  if (typeof opened !== "string") {
    climb.connection = opened;
    climb.level = "tls";
    return rungPassed(`TLS works${climb.limits.has("expiry_unknown") ? ", so the certificate is valid now" : ""}.`);
  }
  if (opened === "refused") return rungOutcome("failed", "connection_refused", "The second connection was refused.");
  if (opened === "timeout") return rungOutcome("failed", "no_tls_answer", "TLS was not complete in time.");
  const isExplained = climb.certificateProblem !== null && climb.certificateProblem !== "certificate_self_signed";
  if (!isExplained) climb.limits.add("private_ca");
  const cause = climb.certificateProblem === null ? "its issuer may be no public authority" : "see the certificate";
  return rungOutcome("failed", "tls_failed", `The gateway's TLS is not accepted: ${cause}.`);
}
