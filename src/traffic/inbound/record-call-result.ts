import { callTwiml } from "#carriers/twilio/twiml";
import { type AttemptResult, answerAfter } from "#inventory/routing/answer";
import type { WebhookContext } from "#kernel/ports/context";
import type { Fallback } from "#kernel/values/destination";
import type { CallWebhook, Leg } from "#kernel/values/telephony";
import { factsOf } from "#traffic/calls/call-record";
import { readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay, factsIn } from "#traffic/calls/record";
import { nowhere } from "./answer-call";
import { inTime } from "./in-time";
import { storeCall } from "./keep";
import { platformFallback } from "./platform-fallback";
import { document, type RequestFingerprints, replayed, type WebhookResponse } from "./reply";
import { type LegName, resultUrl } from "./urls";

/** An attempt to put a caller through is over: a call that nobody took goes to the fallback it was given when it rang. */
export async function recordCallResult(
  door: WebhookContext,
  name: LegName,
  call: CallWebhook,
  marks: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, leg } = call;
  if (carrierId === null) return document(callTwiml({ kind: "hang_up" }, nowhere));
  const told = { ...marks, event: `result:${name}:${leg?.status ?? ""}` };
  const found = await inTime(door, () => readForCall(door, carrierId));
  if (found?.call && checkCallReplay(found.call, told, door.now) === "replayed") return replayed;
  // That a destination is over which was not dialled tells nothing new of the call; but it is told once.
  const known = found?.call ?? null;
  if (leg || known) {
    const report = { status: call.status ?? "in_progress", at: door.now, durationSeconds: call.durationSeconds };
    const facts = known && !leg ? factsIn(known) : factsOf(report, leg ? { legs: { [name]: leg } } : {});
    const sighting = { carrierId, from: call.from.e164, caller: call.from.kind, facts, marks: told, isKept: true };
    storeCall(door, sighting, found ?? undefined);
  }
  const decision = found?.call?.decision;
  const planned = decision ? decision.fallback : (found?.routing.plan?.fallback ?? null);
  const fallback: Fallback | null = found ? planned : platformFallback(door.config.inboundFallback);
  const answer = answerAfter(resultOf(leg), name === "agent" ? fallback : null);
  const called = found?.routing.number?.e164 ?? found?.call?.toNumber ?? "";
  return document(callTwiml(answer, { called, resultUrl: resultUrl(door, "fallback"), parameters: {} }));
}

/** A destination that is no dialled leg tells only that it is over. */
function resultOf(leg: Leg | null): AttemptResult {
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
