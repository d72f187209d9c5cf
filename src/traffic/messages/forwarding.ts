// Pure: no I/O, no clock, no randomness.
import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import { isSameNumber } from "#kernel/values/number-spellings";
import type { Party } from "#kernel/values/party";
import type { Keyword } from "#kernel/values/telephony";
import type { MessageReading } from "./read-for-message";

/**
 * Returns the number to which an inbound message is forwarded; `null` for none. Keywords like STOP are not forwarded,
 * because Twilio acts on them. Messages from numbers of the platform are not forwarded, because two numbers that
 * forward to each other would loop.
 */
export function forwardTarget(
  { number, senderIsOurs }: Pick<MessageReading, "number" | "senderIsOurs">,
  { keyword, from }: { readonly keyword: Keyword | null; readonly from: Party },
): string | null {
  if (!number || !takesTraffic(number.status)) return null;
  const { smsForwardTo: target } = number;
  if (keyword !== null || senderIsOurs || target === null) return null;
  return from.phoneNumber !== null && isSameNumber(from.phoneNumber, target) ? null : target;
}

/** Twilio's limit for the text of a message, in characters. */
const MAX_TEXT = 1_600;

/** The forwarded text: the sender as the carrier named it, then the text, cut to Twilio's limit. */
export const forwardedText = (fromAddress: string, body: string | null): string =>
  `From ${fromAddress || "an unknown sender"}: ${body ?? ""}`.trim().slice(0, MAX_TEXT);
