import { type CallTwimlContext, callTwiml } from "#carriers/twilio/twiml";
import { answerForOutcome } from "#inventory/routing/call-answer";
import { routeCall } from "#inventory/routing/route-call";
import { toStoredTrace } from "#inventory/routing/stored-trace";
import type { WebhookContext } from "#kernel/ports/context";
import { isIdentified, type Party } from "#kernel/values/party";
import type { CallWebhook, Leg } from "#kernel/values/telephony";
import { factsOfReport, type StoredDecision } from "#traffic/calls/call-facts";
import { type CallReading, readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay } from "#traffic/calls/record-call";
import { readFirstCall } from "./first-call";
import { type PlacedCall, placeCall } from "./place-call";
import { platformFallback } from "./platform-fallback";
import { proveOwnershipAfterResponse } from "./prove-ownership";
import { readInTime } from "./read-in-time";
import { recordCallAfterResponse } from "./record-after-response";
import { isUnknownOnTrunk, reportUnknownNumber } from "./report-unknown-number";
import {
  ofAnotherAccount,
  type RequestFingerprints,
  replayed,
  twimlResponse,
  type WebhookResponse,
} from "./webhook-response";

/**
 * Answers an incoming call with TwiML: one read decides where the call goes, and the record is written after the
 * response. If the database does not answer in time, the TwiML is the platform's fallback. A webhook without a CallSid
 * gets the fallback too: it can't be checked for a replay, so it must not learn where calls go.
 */
export async function answerCall(
  webhook: WebhookContext,
  call: CallWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId } = call;
  if (carrierId === null) return twimlResponse(decideWithoutDatabase(webhook).placed.twiml);
  const fingerprints = { ...request, event: `voice:${call.status}` };
  const read = () => readForCall(webhook, carrierId);
  const known = await readInTime(webhook, read);
  const reading = known && (await readFirstCall(webhook, known, read));
  if (reading?.isOfSigner === false) return ofAnotherAccount;
  if (reading?.call && checkCallReplay(reading.call, fingerprints, webhook.now) === "replayed") return replayed;
  const { decision, placed } = reading
    ? await decide(webhook, carrierId, call, reading)
    : decideWithoutDatabase(webhook);
  if (reading && isUnknownOnTrunk(reading)) reportUnknownNumber(webhook, call);
  if (reading) proveOwnershipAfterResponse(webhook, reading);
  const report = { status: call.status ?? "ringing", at: webhook.now, durationSeconds: null };
  const legs = Object.fromEntries(placed.failedLegs.map((leg) => [leg, failedLeg]));
  const facts = factsOfReport(report, { decision, legs });
  const update = { carrierId, from: call.from, facts, fingerprints, storesFingerprints: true };
  recordCallAfterResponse(webhook, update, reading);
  return twimlResponse(placed.twiml);
}

const failedLeg: Leg = { status: "failed", durationSeconds: null };

/** The context of TwiML that dials nothing: it needs no caller id, and no result URL. */
export const noCallContext: CallTwimlContext = { called: "", resultUrl: null, parameters: {} };

interface Decided {
  readonly decision: StoredDecision;
  readonly placed: PlacedCall;
}

async function decide(
  webhook: WebhookContext,
  callKey: string,
  call: CallWebhook,
  { routing: snapshot, trunks, carrierAccountId, networkCallerId }: CallReading,
): Promise<Decided> {
  const { now } = webhook;
  const { id: phoneNumberId } = snapshot.number ?? { id: webhook.phoneNumberId };
  const called = snapshot.number?.e164 ?? "";
  const { outcome, fallback, trace } = routeCall({ from: call.from, to: called, at: now, callKey }, snapshot);
  const agent = outcome.kind === "agent" ? outcome.agent : null;
  const decision = {
    at: now,
    outcome: outcome.kind,
    reason: "by" in outcome ? outcome.by : "reason" in outcome ? outcome.reason : null,
    agentId: agent?.id ?? null,
    agentVersion: agent?.version ?? null,
    planVersion: snapshot.planVersion,
    fallback,
    trace: toStoredTrace(trace),
  };
  const placement = {
    leg: agent ? ("agent" as const) : ("fallback" as const),
    answer: answerForOutcome(outcome, webhook.config.suspendedMessage),
    fallback,
    called,
    carrierAccountId,
    networkCallerId,
    callKey,
    trunks,
    parameters: { phone_number_id: phoneNumberId, phone_number: called, ...callerParameters(call.from) },
  };
  return { decision, placed: await placeCall({ ...webhook, phoneNumberId }, placement) };
}

/** The caller, for agents with a WebSocket. A hidden caller's address means nothing. */
const callerParameters = ({ address, kind }: Party): Readonly<Record<string, string>> => ({
  ...(kind === "phone_number" && { from: address }),
  ...(isIdentified({ kind }) && { from_address: address }),
  from_kind: kind,
});

function decideWithoutDatabase({ now, config }: WebhookContext): Decided {
  const decision: StoredDecision = {
    at: now,
    outcome: "platform_fallback",
    reason: null,
    agentId: null,
    agentVersion: null,
    planVersion: null,
    fallback: null,
    trace: [
      { rule: "database", result: "decided", detail: "The database did not answer in time how to route the call." },
    ],
  };
  const twiml = callTwiml(platformFallback(config.inboundFallback), noCallContext);
  return { decision, placed: { twiml, failedLegs: [] } };
}
