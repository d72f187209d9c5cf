/**
 * Why the feed ends or refuses a connection. The codes are a promise: the meaning of one is never changed. A refusal comes
 * as a close right after the handshake, because a browser shows its page nothing of a handshake that failed.
 */
export const closings = {
  invalid_request: { code: 4400, meaning: "The URL's query is not valid, as with an unknown topic." },
  invalid_ticket: { code: 4401, meaning: "The ticket is unknown, used or expired. Get a new one." },
  origin_not_allowed: { code: 4403, meaning: "The page's origin is not the one that the ticket was made for." },
  too_slow: { code: 4408, meaning: "A `position` was not acknowledged within 30 seconds. Resume from where you are." },
  cursor_in_future: { code: 4409, meaning: "`after_seq` is higher than the newest event's `seq`." },
  key_ended: { code: 4410, meaning: "The API key was revoked or has expired." },
  message_too_large: { code: 4413, meaning: "A message had more than 16 KB." },
  invalid_message: { code: 4422, meaning: "A message was not JSON, or not one of those listed." },
  too_many_messages: { code: 4429, meaning: "More than 1,000 messages in 10 seconds." },
  send_failed: { code: 4500, meaning: "Something could not be sent to you. Resume from where you are." },
  try_again: { code: 4503, meaning: "The database did not answer. Come back in a moment." },
} as const;

export type Closing = keyof typeof closings;

export const isClosing = (name: unknown): name is Closing => typeof name === "string" && Object.hasOwn(closings, name);

/** A close frame's reason: the name of the code and, if anything can be said, what was wrong. */
export const reasonOf = (closing: Closing, detail = ""): [code: number, reason: string] => [
  closings[closing].code,
  detail ? `${closing}: ${detail}`.slice(0, 120) : closing,
];
