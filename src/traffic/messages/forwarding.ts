// Pure: no I/O, no clock, no randomness.
import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import type { Keyword } from "#kernel/values/telephony";
import type { MessageReading } from "./read-for-message";

/**
 * Returns the number to which an inbound message is forwarded; `null` for none. Keywords like STOP are not forwarded,
 * because Twilio acts on them. Messages from numbers of the platform are not forwarded, because two numbers that
 * forward to each other would loop.
 */
export function forwardTarget(
  { number, senderIsOurs }: Pick<MessageReading, "number" | "senderIsOurs">,
  { keyword, from }: { readonly keyword: Keyword | null; readonly from: string | null },
): string | null {
  if (!number || !takesTraffic(number.status)) return null;
  if (keyword !== null || senderIsOurs || from === number.smsForwardTo) return null;
  return number.smsForwardTo;
}

/** Twilio's limit for the text of a message, in characters. */
const MAX_TEXT = 1_600;

/** The forwarded text: the sender, then the text, cut to Twilio's limit. */
export const forwardedText = (from: string | null, body: string | null): string =>
  `From ${from ?? "an unknown sender"}: ${body ?? ""}`.trim().slice(0, MAX_TEXT);
