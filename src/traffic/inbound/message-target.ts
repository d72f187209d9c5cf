import { sql } from "drizzle-orm";
import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import { numberForWebhook, platformNumberByE164 } from "#inventory/phone-numbers/webhook-lookup";
import { preparedReads } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import type { Keyword } from "#kernel/values/telephony";
import { forwardTarget } from "#traffic/messages/message-record";
import { messageOfCarrier } from "#traffic/messages/queries";

const readsForMessage = preparedReads(
  (db) =>
    [
      numberForWebhook(db, sql.placeholder("tenant"), sql.placeholder("number")),
      messageOfCarrier(db, sql.placeholder("tenant"), sql.placeholder("message")),
      platformNumberByE164(db, sql.placeholder("sender")),
    ] as const,
);

/** All that the answer to a message takes, in one statement. */
export async function readForMessage(
  { db, tenantId, phoneNumberId }: WebhookContext,
  carrierId: string,
  from: string | null,
) {
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
  if (!number || !takesTraffic(number.status)) return null;
  return forwardTarget({ forwardTo: number.smsForwardTo, keyword, from, fromOwnNumber: senderIsOurs });
}
