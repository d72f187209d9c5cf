import { sql } from "drizzle-orm";
import type { Door } from "../kernel/context";
import { preparedReads } from "../kernel/db";
import type { Keyword } from "../kernel/telephony";
import { forwardTarget } from "../messages/message-record";
import { messageOfCarrier } from "../messages/queries";
import { numberAtDoor, ownedAs } from "../numbers/at-door";
import { rings } from "../numbers/lifecycle";

const readsForMessage = preparedReads(
  (db) =>
    [
      numberAtDoor(db, sql.placeholder("tenant"), sql.placeholder("number")),
      messageOfCarrier(db, sql.placeholder("tenant"), sql.placeholder("message")),
      ownedAs(db, sql.placeholder("sender")),
    ] as const,
);

/** All that the answer to a message takes, in one statement. */
export async function readForMessage({ db, tenantId, phoneNumberId }: Door, carrierId: string, from: string | null) {
  const values = { tenant: tenantId, number: phoneNumberId, message: carrierId, sender: from ?? "" };
  const [[number], [message], senders] = await readsForMessage(db, values);
  return { number: number ?? null, message: message ?? null, senderIsOurs: senders.length > 0 };
}

/** Where a message goes on to; `null` if nowhere. */
export function targetOf(
  { number, senderIsOurs }: Awaited<ReturnType<typeof readForMessage>>,
  keyword: Keyword | null,
  from: string | null,
): string | null {
  if (!number || !rings(number.status)) return null;
  return forwardTarget({ forwardTo: number.smsForwardTo, keyword, from, fromOwnNumber: senderIsOurs });
}
