import type { LookUpDns } from "#kernel/ports/dns-records";
import type { ConnectTcp, TcpConnection } from "#kernel/ports/tcp";
import { headerValues, type SipResponse } from "#sip/protocol/message";
import type { CertificateProblem } from "./certificate";
import type { ConnectionSlots } from "./connection-slots";
import type {
  CertificateFacts,
  ProbedAddress,
  ProbedGateway,
  RungCode,
  RungStatus,
  VerificationLevel,
  VerificationLimit,
} from "./gateway";
import { rungHint } from "./hints";
import { meaningOfReply } from "./reply-hints";
import type { GatewayHost } from "./syntax";

/** The state and the ports that the rungs of one verification share. */

export interface ProbeDependencies {
  readonly connect: ConnectTcp;
  /** At least five, shared by probes that run at the same time. The time until they are free does not count. */
  readonly slots: ConnectionSlots;
  readonly lookUp: LookUpDns;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Allows loopback addresses, for development. */
  readonly loopbackTargets: boolean;
  /** The platform's host name, as the sender of requests. */
  readonly localHost: string;
}

/** The findings so far. Each rung reads those before it and adds its own. */
export interface Climb {
  readonly gateway: ProbedGateway;
  readonly deps: ProbeDependencies;
  host: GatewayHost | null;
  addresses: readonly ProbedAddress[];
  /** The address that accepted a connection. */
  chosen: ProbedAddress | null;
  /** An open connection that the next rung may use. */
  connection: TcpConnection | null;
  certificate: CertificateFacts | null;
  certificateProblem: CertificateProblem | null;
  /** The last final answer. */
  reply: SipResponse | null;
  level: VerificationLevel;
  readonly limits: Set<VerificationLimit>;
}

export interface Outcome {
  readonly status: RungStatus;
  readonly code: RungCode | null;
  readonly detail: string;
  readonly hint: string | null;
  readonly reply?: SipResponse;
  /** Whether the rungs above make no sense any more. */
  readonly isEnd: boolean;
}

export const rungPassed = (detail: string, reply?: SipResponse): Outcome => ({
  status: "passed",
  code: null,
  detail,
  hint: null,
  isEnd: false,
  ...(reply && { reply }),
});

export const rungOutcome = (
  status: Exclude<RungStatus, "passed">,
  code: Exclude<RungCode, "sip_reply">,
  detail: string,
  reply?: SipResponse,
): Outcome => ({ status, code, detail, hint: rungHint(code), isEnd: status === "failed", ...(reply && { reply }) });

const MAX_QUOTED = 200;

/** Text of the peer, to be shown to people. */
export const quoted = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_QUOTED);

/** The outcome of a final answer. */
export function outcomeOfReply(reply: SipResponse): Outcome {
  const { status, failurePoint, check } = meaningOfReply(reply.status);
  const isFine = reply.status < 300;
  return {
    status,
    code: status === "passed" ? null : "sip_reply",
    detail: `The gateway answers ${quoted(`${reply.status} ${reply.reason}`)}.`,
    hint: isFine ? null : failurePoint === "None" ? check : `Likely failure point: ${failurePoint}. ${check}`,
    reply,
    isEnd: status === "failed",
  };
}

/** The software of the peer, if it says so. */
export function serverOf(reply: SipResponse): string | null {
  const [name] = [...headerValues(reply, "server"), ...headerValues(reply, "user-agent")];
  return name === undefined ? null : quoted(name);
}
