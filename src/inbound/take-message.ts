import { sql } from "drizzle-orm";
import { empty, passOn } from "../carriers/twiml";
import type { Door } from "../kernel/context";
import { preparedReads } from "../kernel/db";
import { judge } from "../kernel/receipt";
import type { MessageWebhook } from "../kernel/telephony";
import { forwardedText, forwardTarget } from "../messages/message-record";
import { messageOfCarrier } from "../messages/queries";
import { rings } from "../numbers/lifecycle";
import { numberAtDoor, ownedAs } from "../numbers/queries";
import { inTime } from "./in-time";
import { keepMessage } from "./keep";
import { document, type Reply, type RequestMarks, replayed } from "./reply";
import { messageStatusUrl } from "./urls";

/** A message comes in: it is recorded, and passed on if the number is set up so. Without the database it is recorded later. */
export async function takeMessage(door: Door, message: MessageWebhook, marks: RequestMarks): Promise<Reply> {
  const { carrierId, from, to, body, media, segments, keyword } = message;
  if (carrierId === null) return document(empty());
  const told = { ...marks, event: "received" };
  const found = await inTime(door, () => readForMessage(door, carrierId, from));
  if (found?.message && judge(found.message.seen, told, door.now) === "replayed") return replayed;
  const number = found?.number ?? null;
  const forwardedTo =
    number && rings(number.status)
      ? forwardTarget({ forwardTo: number.smsForwardTo, keyword, from, fromOwnNumber: found?.senderIsOurs ?? false })
      : null;
  const sighting = {
    carrierId,
    direction: "inbound",
    fromNumber: from,
    toNumber: number?.e164 ?? to,
    body,
    media,
    segments,
    keyword,
    forwardedTo,
    status: "received",
    errorCode: null,
    marks: told,
  } as const;
  keepMessage(door, sighting, found ?? undefined);
  if (forwardedTo === null) return document(empty());
  const text = forwardedText(from, body);
  return document(passOn({ to: forwardedTo, text, media, statusUrl: messageStatusUrl(door) }));
}

const readsForMessage = preparedReads(
  (db) =>
    [
      numberAtDoor(db, sql.placeholder("tenant"), sql.placeholder("number")),
      messageOfCarrier(db, sql.placeholder("tenant"), sql.placeholder("message")),
      ownedAs(db, sql.placeholder("sender")),
    ] as const,
);

async function readForMessage({ db, tenantId, phoneNumberId }: Door, carrierId: string, from: string | null) {
  const values = { tenant: tenantId, number: phoneNumberId, message: carrierId, sender: from ?? "" };
  const [[number], [message], senders] = await readsForMessage(db, values);
  return { number: number ?? null, message: message ?? null, senderIsOurs: senders.length > 0 };
}
