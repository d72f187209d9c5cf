import { emptyTwiml, forwardTwiml } from "#carriers/twilio/twiml";
import type { WebhookContext } from "#kernel/ports/context";
import type { MessageWebhook } from "#kernel/values/telephony";
import { forwardedText, forwardTarget } from "#traffic/messages/forwarding";
import { readForMessage } from "#traffic/messages/read-for-message";
import { checkMessageReplay } from "#traffic/messages/record-message";
import { recordFirstMessageOfPort } from "./first-message";
import { readInTime } from "./read-in-time";
import { enqueueUndecidedMessage, recordMessageAfterResponse } from "./record-after-response";
import { messageStatusUrl } from "./result-urls";
import {
  ofAnotherAccount,
  type RequestFingerprints,
  replayed,
  twimlResponse,
  type WebhookResponse,
} from "./webhook-response";

/**
 * Answers an inbound message: the TwiML forwards it if the number has a forward target, and the record is written after
 * the response. If the database does not answer in time, the queue does both later. A retry gets the answer of the
 * first time.
 */
export async function answerMessage(
  webhook: WebhookContext,
  message: MessageWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, from, to, body, media, segments, keyword } = message;
  if (carrierId === null) return twimlResponse(emptyTwiml());
  const fingerprints = { ...request, event: "received" };
  const reading = await readInTime(webhook, () => readForMessage(webhook, carrierId, from));
  if (reading?.isOfSigner === false) return ofAnotherAccount;
  if (reading?.message && checkMessageReplay(reading.message, fingerprints, webhook.now) === "replayed")
    return replayed;
  const update = {
    carrierId,
    direction: "inbound",
    from,
    toNumber: reading?.number?.e164 ?? to,
    body,
    media,
    segments,
    keyword,
    forwardedTo: reading && forwardTarget(reading, { keyword, from }),
    lateForward: null,
    status: "received",
    errorCode: null,
    fingerprints,
    storesFingerprints: true,
  } as const;
  if (!reading) {
    enqueueUndecidedMessage(webhook, update);
    return twimlResponse(emptyTwiml());
  }
  recordMessageAfterResponse(webhook, update, reading);
  if (reading.number?.awaitsFirstMessage) recordFirstMessageOfPort(webhook);
  const { forwardedTo, lateForward } = reading.message ?? update;
  if (forwardedTo === null || lateForward !== null) return twimlResponse(emptyTwiml());
  return twimlResponse(
    forwardTwiml({
      // Without it, Twilio answers in the sender's channel.
      from: from.kind === "channel" ? (reading.number?.e164 ?? null) : null,
      to: forwardedTo,
      text: forwardedText(from.address, body),
      media,
      statusUrl: messageStatusUrl(webhook),
    }),
  );
}
