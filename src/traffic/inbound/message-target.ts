import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import type { Keyword } from "#kernel/values/telephony";
import { forwardTarget } from "#traffic/messages/message-record";
import type { MessageReading } from "#traffic/messages/read-for-message";

/** Where a message goes on to; `null` if nowhere. */
export function targetOf(
  { number, senderIsOurs }: MessageReading,
  keyword: Keyword | null,
  from: string | null,
): string | null {
  if (!number || !takesTraffic(number.status)) return null;
  return forwardTarget({ forwardTo: number.smsForwardTo, keyword, from, fromOwnNumber: senderIsOurs });
}
