import { callTwiml } from "#carriers/twilio/twiml";
import { answerAfterAttempt, type DialAttemptResult } from "#inventory/routing/call-answer";
import type { WebhookContext } from "#kernel/ports/context";
import type { Fallback } from "#kernel/values/destination";
import type { CallWebhook, Leg } from "#kernel/values/telephony";
import { factsOfReport, gatewayLeg } from "#traffic/calls/call-facts";
import { readForCall } from "#traffic/calls/read-for-call";
import { checkCallReplay, factsOfRow } from "#traffic/calls/record-call";
import { noCallContext } from "./answer-call";
import { type CallPlacement, placeCall } from "./place-call";
import { platformFallback } from "./platform-fallback";
import { readInTime } from "./read-in-time";
import { recordCallAfterResponse } from "./record-after-response";
import type { LegName, TrunkLeg } from "./result-urls";
import {
  ofAnotherAccount,
  type RequestFingerprints,
  replayed,
  twimlResponse,
  type WebhookResponse,
} from "./webhook-response";

/**
 * Answers the webhook after an attempt to connect a call (Twilio's `action` URL): an unanswered call goes to the
 * fallback that was decided when the number rang; any other call ends.
 */
export async function recordCallResult(
  webhook: WebhookContext,
  attempt: CallAttempt,
  call: CallWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { leg: name, over } = attempt;
  const { carrierId, leg } = call;
  if (carrierId === null) return twimlResponse(callTwiml({ kind: "hang_up" }, noCallContext));
  const dialled = over?.tried.at(-1);
  const event = ["result", name, ...(dialled === undefined ? [] : [dialled]), leg?.status ?? ""].join(":");
  const fingerprints = { ...request, event };
  const trunkId = over?.destination.sipTrunkId ?? null;
  const reading = await readInTime(webhook, () => readForCall(webhook, carrierId, trunkId));
  if (reading?.isOfSigner === false) return ofAnotherAccount;
  const known = reading?.call ?? null;
  if (known && checkCallReplay(known, fingerprints, webhook.now) === "replayed") return replayed;
  const planned = known?.decision ? known.decision.fallback : (reading?.routing.plan?.fallback ?? null);
  const fallback: Fallback | null = reading ? planned : platformFallback(webhook.config.inboundFallback);
  const called = reading?.routing.number?.e164 ?? known?.toNumber ?? "";
  const { trunks = [], carrierAccountId = null, networkCallerId = "as_asked" } = reading ?? {};
  const place = (to: Pick<CallPlacement, "leg" | "answer" | "fallback">, tried: readonly string[] = []) =>
    placeCall(
      webhook,
      { ...to, called, callKey: carrierId, trunks, carrierAccountId, networkCallerId, parameters: {} },
      tried,
    );
  // Another gateway may reach the destination where this one failed; a busy or silent one it would only ring again.
  const isNextTried = over !== null && leg?.status === "failed";
  const placed = isNextTried
    ? await place({ leg: name, answer: over.destination, fallback: name === "agent" ? fallback : null }, over.tried)
    : await place({
        leg: "fallback",
        answer: answerAfterAttempt(attemptResultOf(leg), name === "agent" ? fallback : null),
        fallback: null,
      });
  // The end of a destination that is not dialled adds no fact; only its fingerprints are stored, if a record exists.
  if (leg || known) {
    const report = { status: call.status ?? "in_progress", at: webhook.now, durationSeconds: call.durationSeconds };
    const isOver = !isNextTried || placed.failedLegs.includes(name);
    const legs = leg ? legsOf(attempt, leg, isOver, placed.failedLegs) : {};
    const facts = known && !leg ? factsOfRow(known) : factsOfReport(report, { legs });
    const update = { carrierId, from: call.from, facts, fingerprints, storesFingerprints: true };
    recordCallAfterResponse(webhook, update, reading);
  }
  return twimlResponse(placed.twiml);
}

/** The attempt that a webhook reports on. */
interface CallAttempt {
  readonly leg: LegName;
  /** `null`: no trunk was dialled. */
  readonly over: TrunkLeg | null;
}

/** The leg by the gateway that was dialled, and by its name once no gateway is left to try. */
function legsOf({ leg: name, over }: CallAttempt, leg: Leg, isOver: boolean, failedLegs: readonly LegName[]) {
  const failed = failedLegs.filter((other) => other !== name);
  return {
    ...(over && over.tried.length > 0 && { [gatewayLeg(name, over.tried)]: leg }),
    ...(isOver && { [name]: leg }),
    ...Object.fromEntries(failed.map((other) => [other, { status: "failed" as const, durationSeconds: null }])),
  };
}

/** A destination that is not dialled has no leg; it has answered. */
function attemptResultOf(leg: Leg | null): DialAttemptResult {
  switch (leg?.status) {
    case "busy":
    case "failed":
    case "no_answer":
      return leg.status;
    case "canceled":
      return "canceled";
    default:
      return "answered";
  }
}
