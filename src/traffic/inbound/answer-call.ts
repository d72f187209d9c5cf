import { type AnsweredCall, callTwiml } from "#carriers/twilio/twiml";
import { answerFor } from "#inventory/routing/answer";
import { type RoutingSnapshot, route } from "#inventory/routing/route";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallWebhook } from "#kernel/values/telephony";
import { factsOf, type StoredDecision } from "#traffic/calls/call-record";
import { readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay } from "#traffic/calls/record";
import { inTime } from "./in-time";
import { storeCall } from "./keep";
import { platformFallback } from "./platform-fallback";
import { document, type RequestFingerprints, replayed, type WebhookResponse } from "./reply";
import { resultUrl } from "./urls";

/**
 * A number rings: what is read in one round trip decides, and is written down after the answer. Without the database the
 * platform's own fallback answers, so there is an answer in any case. It also answers what names no call: that may be a replay
 * that cannot be known for one, and is not told where calls go.
 */
export async function answerCall(
  door: WebhookContext,
  call: CallWebhook,
  marks: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId } = call;
  if (carrierId === null) return document(withoutDatabase(door).twiml);
  const told = { ...marks, event: `voice:${call.status}` };
  const found = await inTime(door, () => readForCall(door, carrierId));
  if (found?.call && checkCallReplay(found.call, told, door.now) === "replayed") return replayed;
  const { decision, twiml } = found ? decide(door, carrierId, call, found.routing) : withoutDatabase(door);
  const report = { status: call.status ?? "ringing", at: door.now, durationSeconds: null };
  const facts = factsOf(report, { decision });
  const sighting = { carrierId, from: call.from.e164, caller: call.from.kind, facts, marks: told, isKept: true };
  storeCall(door, sighting, found ?? undefined);
  return document(twiml);
}

/** An answered call of which nothing is known. */
export const nowhere: AnsweredCall = { called: "", resultUrl: null, parameters: {} };

interface Decided {
  readonly decision: StoredDecision;
  readonly twiml: string;
}

function decide(door: WebhookContext, callKey: string, call: CallWebhook, snapshot: RoutingSnapshot): Decided {
  const called = snapshot.number?.e164 ?? "";
  const { outcome, fallback, trace } = route({ from: call.from.e164, to: called, at: door.now, callKey }, snapshot);
  const agent = outcome.kind === "agent" ? outcome.agent : null;
  const decision = {
    at: door.now,
    outcome: outcome.kind,
    reason: "by" in outcome ? outcome.by : "reason" in outcome ? outcome.reason : null,
    agentId: agent?.id ?? null,
    agentVersion: agent?.version ?? null,
    planVersion: snapshot.planVersion,
    fallback,
    trace,
  };
  const answered = {
    called,
    resultUrl: resultUrl(door, agent ? "agent" : "fallback"),
    parameters: {
      phone_number_id: door.phoneNumberId,
      phone_number: called,
      ...(call.from.e164 !== null && { from: call.from.e164 }),
    },
  };
  return { decision, twiml: callTwiml(answerFor(outcome), answered) };
}

function withoutDatabase(door: WebhookContext): Decided {
  const answer = platformFallback(door.config.inboundFallback);
  const decision: StoredDecision = {
    at: door.now,
    outcome: "platform_fallback",
    reason: null,
    agentId: null,
    agentVersion: null,
    planVersion: null,
    fallback: null,
    trace: [{ rule: "database", result: "decided", detail: "It did not say in time how the number is routed." }],
  };
  return { decision, twiml: callTwiml(answer, nowhere) };
}
