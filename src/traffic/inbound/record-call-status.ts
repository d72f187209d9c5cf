import type { WebhookContext } from "#kernel/ports/context";
import { type Fingerprints, RETRY_WINDOW_MS } from "#kernel/values/replay-guard";
import type { CallWebhook } from "#kernel/values/telephony";
import { type CallFacts, factsOfReport } from "#traffic/calls/call-facts";
import { readForCall } from "#traffic/calls/read-for-call";
import { addsNothing, checkCallReplay } from "#traffic/calls/record-call";
import type { CallRow } from "#traffic/calls/table";
import { readInTime } from "./read-in-time";
import { recordCallAfterResponse } from "./record-after-response";
import {
  accepted,
  ofAnotherAccount,
  type RequestFingerprints,
  replayed,
  type WebhookResponse,
} from "./webhook-response";

/** Twilio's clock may be ahead of ours by this much. A later timestamp is ignored. */
const MAX_CLOCK_SKEW_MS = 60_000;

/** Records a call's status callback. They come in any order. */
export async function recordCallStatus(
  webhook: WebhookContext,
  call: CallWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, status, durationSeconds } = call;
  if (carrierId === null || status === null) return accepted;
  const fingerprints = { ...request, event: `status:${status}:${call.sequence ?? ""}` };
  const reading = await readInTime(webhook, () => readForCall(webhook, carrierId));
  if (reading?.isOfSigner === false) return ofAnotherAccount;
  const at = call.at !== null && call.at <= webhook.now + MAX_CLOCK_SKEW_MS ? call.at : null;
  const facts = factsOfReport({ status, at: at ?? webhook.now, durationSeconds });
  if (reading?.call && isReplay(webhook, reading.call, fingerprints, at, facts)) return replayed;
  const update = { carrierId, from: call.from, facts, fingerprints, storesFingerprints: false };
  recordCallAfterResponse(webhook, update, reading);
  return accepted;
}

/**
 * A status callback that added nothing left no fingerprints, to save a write. It is recognised by its signed timestamp
 * instead: Twilio does not retry a callback so long after the event.
 */
function isReplay(
  { now }: WebhookContext,
  call: CallRow,
  fingerprints: Fingerprints,
  at: number | null,
  facts: CallFacts,
): boolean {
  if (checkCallReplay(call, fingerprints, now) === "replayed") return true;
  return at !== null && now - at > RETRY_WINDOW_MS && addsNothing(call, facts);
}
