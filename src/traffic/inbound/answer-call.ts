import { type CallTwimlContext, callTwiml } from "#carriers/twilio/twiml";
import { answerForOutcome } from "#inventory/routing/call-answer";
import { type RoutingSnapshot, routeCall } from "#inventory/routing/route-call";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallWebhook } from "#kernel/values/telephony";
import { factsOfReport, type StoredDecision } from "#traffic/calls/call-facts";
import { readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay } from "#traffic/calls/record-call";
import { platformFallback } from "./platform-fallback";
import { readInTime } from "./read-in-time";
import { recordCallAfterResponse } from "./record-after-response";
import { callResultUrl } from "./result-urls";
import { type RequestFingerprints, replayed, twimlResponse, type WebhookResponse } from "./webhook-response";

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
  if (carrierId === null) return twimlResponse(decideWithoutDatabase(webhook).twiml);
  const fingerprints = { ...request, event: `voice:${call.status}` };
  const reading = await readInTime(webhook, () => readForCall(webhook, carrierId));
  if (reading?.call && checkCallReplay(reading.call, fingerprints, webhook.now) === "replayed") return replayed;
  const { decision, twiml } = reading
    ? decide(webhook, carrierId, call, reading.routing)
    : decideWithoutDatabase(webhook);
  const { e164: from, kind: caller } = call.from;
  const report = { status: call.status ?? "ringing", at: webhook.now, durationSeconds: null };
  const facts = factsOfReport(report, { decision });
  const update = { carrierId, from, caller, facts, fingerprints, storesFingerprints: true };
  recordCallAfterResponse(webhook, update, reading);
  return twimlResponse(twiml);
}

/** The context of TwiML that dials nothing: it needs no caller id, and no result URL. */
export const noCallContext: CallTwimlContext = { called: "", resultUrl: null, parameters: {} };

interface Decided {
  readonly decision: StoredDecision;
  readonly twiml: string;
}

function decide(webhook: WebhookContext, callKey: string, call: CallWebhook, snapshot: RoutingSnapshot): Decided {
  const { now, phoneNumberId } = webhook;
  const called = snapshot.number?.e164 ?? "";
  const { outcome, fallback, trace } = routeCall({ from: call.from.e164, to: called, at: now, callKey }, snapshot);
  const agent = outcome.kind === "agent" ? outcome.agent : null;
  const decision = {
    at: now,
    outcome: outcome.kind,
    reason: "by" in outcome ? outcome.by : "reason" in outcome ? outcome.reason : null,
    agentId: agent?.id ?? null,
    agentVersion: agent?.version ?? null,
    planVersion: snapshot.planVersion,
    fallback,
    trace,
  };
  const context = {
    called,
    resultUrl: callResultUrl(webhook, agent ? "agent" : "fallback"),
    parameters: {
      phone_number_id: phoneNumberId,
      phone_number: called,
      ...(call.from.e164 !== null && { from: call.from.e164 }),
    },
  };
  return { decision, twiml: callTwiml(answerForOutcome(outcome), context) };
}

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
  return { decision, twiml: callTwiml(platformFallback(config.inboundFallback), noCallContext) };
}
