import { empty, passOn } from "#carriers/twilio/twiml";
import type { WebhookContext } from "#kernel/ports/context";
import { checkReplay } from "#kernel/values/replay-guard";
import type { MessageWebhook } from "#kernel/values/telephony";
import { forwardedText } from "#traffic/messages/message-record";
import { readForMessage } from "#traffic/messages/read-for-message";
import { inTime } from "./in-time";
import { storeMessage, storeUndecided } from "./keep";
import { targetOf } from "./message-target";
import { document, type RequestFingerprints, replayed, type WebhookResponse } from "./reply";
import { messageStatusUrl } from "./urls";

/**
 * A message comes in: it is recorded, and passed on if the number is set up so. Without the database both are done later. A
 * retry is answered as the first time was.
 */
export async function answerMessage(
  door: WebhookContext,
  message: MessageWebhook,
  marks: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, from, to, body, media, segments, keyword } = message;
  if (carrierId === null) return document(empty());
  const told = { ...marks, event: "received" };
  const found = await inTime(door, () => readForMessage(door, carrierId, from));
  if (found?.message && checkReplay(found.message.seen, told, door.now) === "replayed") return replayed;
  const sighting = {
    carrierId,
    direction: "inbound",
    fromNumber: from,
    toNumber: found?.number?.e164 ?? to,
    body,
    media,
    segments,
    keyword,
    forwardedTo: found && targetOf(found, keyword, from),
    lateForward: null,
    status: "received",
    errorCode: null,
    marks: told,
  } as const;
  if (!found) {
    storeUndecided(door, sighting);
    return document(empty());
  }
  storeMessage(door, sighting, found);
  const { forwardedTo, lateForward } = found.message ?? sighting;
  if (forwardedTo === null || lateForward !== null) return document(empty());
  const text = forwardedText(from, body);
  return document(passOn({ to: forwardedTo, text, media, statusUrl: messageStatusUrl(door) }));
}
