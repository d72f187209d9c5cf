import { empty, passOn } from "#carriers/twilio/twiml";
import type { Door } from "#kernel/ports/context";
import { judge } from "#kernel/values/replay-guard";
import type { MessageWebhook } from "#kernel/values/telephony";
import { forwardedText } from "#traffic/messages/message-record";
import { inTime } from "./in-time";
import { keepMessage, keepUndecided } from "./keep";
import { readForMessage, targetOf } from "./message-target";
import { document, type Reply, type RequestMarks, replayed } from "./reply";
import { messageStatusUrl } from "./urls";

/**
 * A message comes in: it is recorded, and passed on if the number is set up so. Without the database both are done later. A
 * retry is answered as the first time was.
 */
export async function takeMessage(door: Door, message: MessageWebhook, marks: RequestMarks): Promise<Reply> {
  const { carrierId, from, to, body, media, segments, keyword } = message;
  if (carrierId === null) return document(empty());
  const told = { ...marks, event: "received" };
  const found = await inTime(door, () => readForMessage(door, carrierId, from));
  if (found?.message && judge(found.message.seen, told, door.now) === "replayed") return replayed;
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
    keepUndecided(door, sighting);
    return document(empty());
  }
  keepMessage(door, sighting, found);
  const { forwardedTo, lateForward } = found.message ?? sighting;
  if (forwardedTo === null || lateForward !== null) return document(empty());
  const text = forwardedText(from, body);
  return document(passOn({ to: forwardedTo, text, media, statusUrl: messageStatusUrl(door) }));
}
