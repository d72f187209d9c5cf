// Pure: no I/O, no clock, no randomness.
/**
 * Why the feed closes or refuses a connection. A code never changes its meaning. With a ticket, a refusal is a close
 * right after the handshake, because a browser hides the reason of a failed handshake from its page.
 */
export const closeReasons = {
  invalid_request: {
    code: 4400,
    meaning: "The URL's query is not valid, for example an unknown event type. Correct it before you connect again.",
  },
  invalid_ticket: { code: 4401, meaning: "The ticket is unknown, already used or expired. Get a new ticket." },
  origin_not_allowed: {
    code: 4403,
    meaning: "The page's origin is not the one that the ticket was created for. Create the ticket with this origin.",
  },
  too_slow: {
    code: 4408,
    meaning: "You did not acknowledge a `position` within 30 seconds. Reconnect with your last `seq` as `after_seq`.",
  },
  cursor_in_future: {
    code: 4409,
    meaning: "`after_seq` is higher than the `seq` of the newest event. Use the last `seq` that you received.",
  },
  key_ended: { code: 4410, meaning: "The API key was revoked or has expired. Connect with another key." },
  message_too_large: { code: 4413, meaning: "You sent a message of more than 16 KB." },
  tenant_inactive: {
    code: 4423,
    meaning: "The platform suspended or closed your tenant. Connect again when `GET /v1/me` says that it is active.",
  },
  invalid_message: { code: 4422, meaning: "You sent a message that is not JSON, or not one of those listed here." },
  too_many_messages: { code: 4429, meaning: "You sent more than 1,000 messages within 10 seconds." },
  send_failed: {
    code: 4500,
    meaning: "We could not send you a message. Reconnect with your last `seq` as `after_seq`.",
  },
  try_again: { code: 4503, meaning: "Our database did not answer. Reconnect after a second or more." },
} as const;

export type CloseReason = keyof typeof closeReasons;

export const isCloseReason = (name: unknown): name is CloseReason =>
  typeof name === "string" && Object.hasOwn(closeReasons, name);

/** A close frame's code and reason: the reason's name and, if given, a detail. RFC 6455 allows 123 bytes. */
export const closeFrame = (closing: CloseReason, detail = ""): [code: number, reason: string] => [
  closeReasons[closing].code,
  detail ? `${closing}: ${detail}`.slice(0, 120) : closing,
];
