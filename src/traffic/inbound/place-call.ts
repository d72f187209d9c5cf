import { type CallTwimlContext, callTwiml } from "#carriers/twilio/twiml";
import type { DialTrunk } from "#connections/sip-trunks/dial-trunk";
import { type TrunkAttempt, trunkAttempts } from "#inventory/routing/trunk-attempts";
import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import {
  type CallAnswer,
  type CarrierAnswer,
  type Fallback,
  isTrunkDestination,
  sayMessage,
  type TrunkDestination,
} from "#kernel/values/destination";
import type { NetworkCallerId } from "#traffic/calls/read-for-call";
import { callResultUrl, type LegName } from "./result-urls";

/** A call that is to be connected. */
export interface CallPlacement {
  readonly leg: LegName;
  readonly answer: CallAnswer;
  /** Where the call goes if its agent can't be dialled. */
  readonly fallback: Fallback | null;
  readonly called: string;
  /** The Twilio account of the called number, as in `CallReading`. */
  readonly carrierAccountId: string | null;
  readonly networkCallerId: NetworkCallerId;
  readonly callKey: string;
  readonly trunks: readonly DialTrunk[];
  readonly parameters: CallTwimlContext["parameters"];
}

export interface PlacedCall {
  readonly twiml: string;
  /** The attempts that nothing was left to dial for. */
  readonly failedLegs: readonly LegName[];
}

const UNREACHABLE = sayMessage("Sorry, no one can take your call at this number. Please call again later.");

/** The TwiML that connects a call. Over a trunk it dials one gateway, the first that was not tried yet. */
export async function placeCall(
  webhook: WebhookContext,
  placement: CallPlacement,
  tried: readonly string[] = [],
): Promise<PlacedCall> {
  const { leg, answer, called, parameters } = placement;
  if (!isTrunkDestination(answer)) {
    const shown = withCallerId(answer, placement);
    const resultUrl = callResultUrl(webhook, leg);
    if (shown)
      return { twiml: callTwiml(shown.answer, { called: shown.called, resultUrl, parameters }), failedLegs: [] };
    return await placeAfterFailure(webhook, placement);
  }
  const next = await nextAttempt(webhook, placement, answer, tried);
  if (next) {
    const resultUrl = callResultUrl(webhook, leg, { destination: answer, tried: next.tried });
    return { twiml: callTwiml(next.answer, { called, resultUrl, parameters: {} }), failedLegs: [] };
  }
  return await placeAfterFailure(webhook, placement);
}

/** The TwiML for a call whose answer can't be dialled: its fallback, or words. */
async function placeAfterFailure(webhook: WebhookContext, placement: CallPlacement): Promise<PlacedCall> {
  const { leg, fallback, called, parameters } = placement;
  const placed =
    leg === "agent" && fallback
      ? await placeCall(webhook, { ...placement, leg: "fallback", answer: fallback, fallback: null })
      : { twiml: callTwiml(UNREACHABLE, { called, resultUrl: null, parameters }), failedLegs: [] };
  return { ...placed, failedLegs: [leg, ...placed.failedLegs] };
}

/** The answer with the number that the dialled party sees; `null`: the call may not leave over Twilio's own network. */
function withCallerId(
  answer: Exclude<CallAnswer, TrunkDestination>,
  { called, networkCallerId }: Pick<CallPlacement, "called" | "networkCallerId">,
) {
  if (answer.kind !== "dial" || networkCallerId === "as_asked") return { answer, called };
  return networkCallerId && { answer: { ...answer, callerId: "called" as const }, called: networkCallerId.e164 };
}

/** The next attempt with its credentials in clear. A gateway whose password can't be opened is passed over. */
async function nextAttempt(
  webhook: WebhookContext,
  { trunks, called, carrierAccountId, callKey }: CallPlacement,
  destination: TrunkDestination,
  tried: readonly string[],
): Promise<{ answer: CarrierAnswer; tried: readonly string[] } | null> {
  const trunk = trunks.find(({ id }) => id === destination.sipTrunkId);
  const passed = [...tried];
  for (const attempt of trunkAttempts(trunk, destination, { called, carrierAccountId, callKey })) {
    if (passed.includes(attempt.id)) continue;
    passed.push(attempt.id);
    try {
      return { answer: await answerOf(webhook, destination, attempt), tried: passed };
    } catch (error) {
      const message = "a gateway's password can't be opened, so the call passes the gateway over";
      console.error({ message, sip_gateway_id: attempt.id, error: describeError(error) });
    }
  }
  return null;
}

async function answerOf(
  { tenantId, vault }: WebhookContext,
  { timeoutSeconds, ...destination }: TrunkDestination,
  attempt: TrunkAttempt,
): Promise<CarrierAnswer> {
  const callerId = destination.kind === "dial" ? destination.callerId : "caller";
  if (attempt.gateway === null) {
    const { phoneNumber, carrierTrunkSid } = attempt;
    return { kind: "byoc", phoneNumber, carrierTrunkSid, timeoutSeconds, callerId };
  }
  const { id, username, password: sealed } = attempt.gateway;
  const password = sealed === null ? null : await vault.open(sealed, { tenantId, rowId: id });
  return { kind: "gateway", uri: attempt.uri, username, password, timeoutSeconds, callerId };
}
