import { type DigestChallenge, readChallenges } from "#sip/protocol/challenge";
import { digestAnswer } from "#sip/protocol/digest";
import { headerValues, type SipResponse } from "#sip/protocol/message";
import {
  type AuthorizationField,
  branchOf,
  type OptionsRequest,
  optionsRequest,
  optionsUri,
} from "#sip/protocol/options-request";
import { type Climb, type Outcome, outcomeOfReply, quoted, rungOutcome, rungPassed } from "./climb";
import { loadHashText } from "./hash";
import { type Clock, type Exchange, exchange } from "./sip-exchange";

/** The rungs of SIP itself: OPTIONS without credentials, then with them. */

/** Answers to challenges: of a proxy, of the server, and one more for a nonce that was too old. */
const MAX_ANSWERS = 3;

export async function optionsRung(climb: Climb, clock: Clock): Promise<Outcome> {
  const result = await ask(climb, requestOf(climb, []), clock);
  if (result.kind !== "reply") return outcomeOfFailure(climb, result);
  climb.reply = result.reply;
  climb.level = "sip";
  if (result.reply.status === 403) climb.limits.add("source_address_varies");
  return outcomeOfReply(result.reply);
}

const randomHex = (climb: Climb, count: number): string =>
  [...climb.deps.randomBytes(count)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function requestOf(climb: Climb, authorizations: OptionsRequest["authorizations"]): OptionsRequest {
  const { gateway, host, deps } = climb;
  const name = host?.kind === "address" ? host.address : (host?.name ?? gateway.host);
  const transport = gateway.transport === "tls" ? "tls" : "tcp";
  return {
    uri: optionsUri(name, gateway.port, transport),
    host: name,
    transport,
    localHost: deps.localHost,
    branch: randomHex(climb, 12),
    tag: randomHex(climb, 8),
    callId: `${randomHex(climb, 16)}@${deps.localHost}`,
    sequence: authorizations.length + 1,
    authorizations,
  };
}

/** Sends the request over the open connection, or over a new one if there is none or the peer has closed it. */
async function ask(climb: Climb, request: OptionsRequest, clock: Clock): Promise<Exchange> {
  const message = { text: optionsRequest(request), branch: branchOf(request) };
  if (climb.connection) {
    const result = await exchange(climb.connection, message, clock);
    if (result.kind !== "connection_closed" || climb.reply === null) return result;
    climb.connection.close();
    climb.connection = null;
  }
  const { chosen } = climb;
  const { plain, secure } = climb.deps.connect;
  const connect = climb.gateway.transport === "tls" ? secure : plain;
  const opened = chosen ? await connect(chosen, clock.left()) : "refused";
  if (typeof opened === "string") return { kind: "connection_closed" };
  climb.connection = opened;
  return exchange(opened, message, clock);
}

const failures = {
  no_sip_answer: "The gateway accepts the connection but does not answer OPTIONS.",
  connection_closed: "The gateway closes the connection without an answer.",
  message_incomplete: "The gateway's answer stops in the middle.",
  message_too_long: "The gateway's answer has more than 64 kB.",
} as const;

function outcomeOfFailure(climb: Climb, result: Exclude<Exchange, { kind: "reply" }>): Outcome {
  if (result.kind === "no_sip_answer" || result.kind === "connection_closed") climb.limits.add("source_address_varies");
  if (result.kind !== "not_sip") return rungOutcome("failed", result.kind, failures[result.kind]);
  const start = quoted(result.start);
  const kind = /^HTTP\//i.test(start) ? "HTTP" : "something else than SIP";
  const isPrintable = /^[ -~]+$/.test(start);
  return rungOutcome("failed", "not_sip", `The port answers ${kind}${isPrintable ? `: ${start}` : ""}.`);
}

interface Challenged {
  readonly field: AuthorizationField;
  readonly challenges: readonly DigestChallenge[];
}

/** `null`: the answer is no challenge. */
function challengedBy(reply: SipResponse): Challenged | null {
  if (reply.status !== 401 && reply.status !== 407) return null;
  const [name, field] =
    reply.status === 401
      ? (["www-authenticate", "Authorization"] as const)
      : (["proxy-authenticate", "Proxy-Authorization"] as const);
  return { field, challenges: headerValues(reply, name).flatMap(readChallenges) };
}

export async function digestRung(climb: Climb, clock: Clock): Promise<Outcome> {
  const { username, password, realm } = climb.gateway;
  let challenged = climb.reply && challengedBy(climb.reply);
  if (!username || !password) {
    return challenged
      ? rungOutcome("skipped", "no_credentials", "The gateway asks for credentials, and none are stored.")
      : rungOutcome("skipped", "no_credentials", "No credentials are stored.");
  }
  if (!challenged) return rungOutcome("unknown", "not_challenged", "The gateway does not ask for credentials.");
  const answers = new Map<AuthorizationField, string>();
  for (let count = 1; count <= MAX_ANSWERS; count += 1) {
    const { field, challenges }: Challenged = challenged;
    const challenge = challenges.find((each) => !realm || each.realm === realm);
    if (!challenge) return outcomeWithoutChallenge(challenges);
    if (answers.has(field) && !challenge.isStale) break;
    const request = requestOf(climb, []);
    answers.set(
      field,
      digestAnswer(
        challenge,
        { method: "OPTIONS", uri: request.uri, username, password, clientNonce: randomHex(climb, 8), nonceCount: 1 },
        await loadHashText(),
      ),
    );
    const authorizations = [...answers].map(([name, value]) => ({ name, value }));
    const result = await ask(climb, { ...request, sequence: count + 1, authorizations }, clock);
    if (result.kind !== "reply") return outcomeOfFailure(climb, result);
    climb.reply = result.reply;
    challenged = challengedBy(result.reply);
    if (!challenged) return outcomeOfAnswer(climb, result.reply);
  }
  return refusal(climb.reply);
}

function outcomeWithoutChallenge(challenges: readonly DigestChallenge[]): Outcome {
  if (challenges.length === 0) {
    return rungOutcome(
      "unknown",
      "challenge_unsupported",
      "The gateway asks for credentials in a way that is not supported.",
    );
  }
  const realms = [...new Set(challenges.map(({ realm }) => `"${quoted(realm)}"`))].join(", ");
  return rungOutcome("failed", "realm_differs", `The gateway asks for credentials of the realm ${realms}.`);
}

function outcomeOfAnswer(climb: Climb, reply: SipResponse): Outcome {
  if (reply.status === 403) return refusal(reply);
  const outcome = outcomeOfReply(reply);
  if (outcome.status === "failed") return outcome;
  climb.level = "authenticated";
  return rungPassed("The gateway accepts the credentials.", reply);
}

function refusal(reply: SipResponse | null): Outcome {
  const answer = reply ? `: ${quoted(`${reply.status} ${reply.reason}`)}` : "";
  return rungOutcome(
    "failed",
    "credentials_refused",
    `The gateway refuses the credentials${answer}.`,
    reply ?? undefined,
  );
}
