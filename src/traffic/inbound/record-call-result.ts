import { callTwiml } from "#carriers/twilio/twiml";
import { answerAfterAttempt, type DialAttemptResult } from "#inventory/routing/call-answer";
import type { WebhookContext } from "#kernel/ports/context";
import type { Fallback } from "#kernel/values/destination";
import type { CallWebhook, Leg } from "#kernel/values/telephony";
import { factsOfReport } from "#traffic/calls/call-facts";
import { readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay, factsOfRow } from "#traffic/calls/record-call";
import { noCallContext } from "./answer-call";
import { platformFallback } from "./platform-fallback";
import { readInTime } from "./read-in-time";
import { recordCallAfterResponse } from "./record-after-response";
import { callResultUrl, type LegName } from "./result-urls";
import { type RequestFingerprints, replayed, twimlResponse, type WebhookResponse } from "./webhook-response";

/**
 * Answers the webhook after an attempt to connect a call (Twilio's `action` URL): an unanswered call goes to the
 * fallback that was decided when the number rang; any other call ends.
 */
export async function recordCallResult(
  webhook: WebhookContext,
  name: LegName,
  call: CallWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, leg } = call;
  if (carrierId === null) return twimlResponse(callTwiml({ kind: "hang_up" }, noCallContext));
  const fingerprints = { ...request, event: `result:${name}:${leg?.status ?? ""}` };
  const reading = await readInTime(webhook, () => readForCall(webhook, carrierId));
  const known = reading?.call ?? null;
  if (known && checkCallReplay(known, fingerprints, webhook.now) === "replayed") return replayed;
  // The end of a destination that is not dialled adds no fact; only its fingerprints are stored, if a record exists.
  if (leg || known) {
    const { e164: from, kind: caller } = call.from;
    const report = { status: call.status ?? "in_progress", at: webhook.now, durationSeconds: call.durationSeconds };
    const facts = known && !leg ? factsOfRow(known) : factsOfReport(report, leg ? { legs: { [name]: leg } } : {});
    const update = { carrierId, from, caller, facts, fingerprints, storesFingerprints: true };
    recordCallAfterResponse(webhook, update, reading);
  }
  const planned = known?.decision ? known.decision.fallback : (reading?.routing.plan?.fallback ?? null);
  const fallback: Fallback | null = reading ? planned : platformFallback(webhook.config.inboundFallback);
  const answer = answerAfterAttempt(attemptResultOf(leg), name === "agent" ? fallback : null);
  const called = reading?.routing.number?.e164 ?? known?.toNumber ?? "";
  return twimlResponse(callTwiml(answer, { called, resultUrl: callResultUrl(webhook, "fallback"), parameters: {} }));
}

/** A destination that is not dialled has no leg; it has answered. */
function attemptResultOf(leg: Leg | null): DialAttemptResult {
  switch (leg?.status) {
    case "busy":
    case "failed":
    case "no_answer":
      return leg.status;
    case "canceled":
      return "cancelled";
    default:
      return "answered";
  }
}
