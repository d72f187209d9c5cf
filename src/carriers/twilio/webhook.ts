// Pure: no I/O, no clock, no randomness.
import { type Party, parseParty } from "#kernel/values/party";
import {
  type CallStatus,
  type CallWebhook,
  type Keyword,
  type Media,
  type MessageWebhook,
  messageStatuses,
} from "#kernel/values/telephony";
import type { FormFields } from "./signature";

/**
 * Parses Twilio's webhooks tolerantly: any field may be missing, Twilio may add fields, and a caller may be a SIP
 * address or client instead of a phone number (https://www.twilio.com/docs/voice/twiml#request-parameters).
 */

export type WebhookFields = ReadonlyMap<string, string>;

/** The fields of a form, or of the query of a GET. If a name is repeated, the last value counts. */
export const readFields = (fields: FormFields): WebhookFields => new Map(fields);

/** The SID of the account that a webhook is about, as it was sent; `null` without one. */
export const accountIn = (fields: WebhookFields): string | null => fields.get("AccountSid") || null;

/** The caller or sender. Twilio derives `FromCountry` and `CallerCountry` alike; either may be missing. */
const senderIn = (fields: WebhookFields): Party =>
  parseParty(fields.get("From"), fields.get("FromCountry") || fields.get("CallerCountry"));

/** The recipient, if it is a phone number. */
function recipientIn(fields: WebhookFields): string | null {
  const { kind, phoneNumber } = parseParty(fields.get("To"));
  return kind === "phone_number" ? phoneNumber : null;
}

/**
 * The called number as a carrier wrote it: the user part of a SIP address (RFC 3261, 19.1) or the number itself,
 * without visual separators and parameters (RFC 3966). Empty if the webhook does not say.
 */
export function calledUserIn(fields: WebhookFields): string {
  const to = fields.get("To") ?? "";
  const [, user = to] = /^sips?:([^@:]*)(?::[^@]*)?@/i.exec(to) ?? [];
  const [number = ""] = user.split(";");
  return number.replaceAll(/%2b/gi, "+").replaceAll(/[().\- ]/g, "");
}

/** Our call statuses by the values of Twilio's `CallStatus` and `DialCallStatus`. */
const callStatuses: Readonly<Record<string, CallStatus>> = {
  queued: "queued",
  initiated: "initiated",
  ringing: "ringing",
  "in-progress": "in_progress",
  answered: "in_progress",
  completed: "completed",
  busy: "busy",
  failed: "failed",
  "no-answer": "no_answer",
  canceled: "canceled",
};

const statusIn = (text = ""): CallStatus | null =>
  Object.hasOwn(callStatuses, text) ? (callStatuses[text] ?? null) : null;

/** A whole number of a form field; null for anything else. */
function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Parses an RFC 2822 date into milliseconds UTC. */
function instantIn(text: string | undefined): number | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : at;
}

export function readCall(fields: WebhookFields): CallWebhook {
  const legStatus = statusIn(fields.get("DialCallStatus"));
  return {
    carrierId: sidIn(fields.get("CallSid"), "CA"),
    from: senderIn(fields),
    status: statusIn(fields.get("CallStatus")),
    at: instantIn(fields.get("Timestamp")),
    durationSeconds: numberIn(fields.get("CallDuration")),
    sequence: numberIn(fields.get("SequenceNumber")),
    leg: legStatus && {
      // Twilio reports an answered leg as "completed" or, if the other side stays on the line, as "answered".
      status: fields.get("DialCallStatus") === "answered" ? "completed" : legStatus,
      durationSeconds: numberIn(fields.get("DialCallDuration")),
    },
  };
}

/**
 * Returns a complete Twilio SID, else `null`. The signed text has no separators, so an attacker could cut the SID of an
 * intercepted request short, make its rest the next field's name, and keep the signature valid.
 */
const sidIn = (text: string | undefined, ...prefixes: string[]): string | null =>
  text !== undefined && prefixes.some((prefix) => text.startsWith(prefix)) && /^[A-Z]{2}[0-9a-fA-F]{32}$/.test(text)
    ? text
    : null;

/** Twilio's limit of attachments. */
const MAX_MEDIA = 10;

export function readIncomingMessage(fields: WebhookFields): MessageWebhook {
  const status = fields.get("MessageStatus") ?? fields.get("SmsStatus");
  const body = fields.get("Body") ?? null;
  return {
    carrierId: sidIn(fields.get("MessageSid") ?? fields.get("SmsSid"), "SM", "MM"),
    from: senderIn(fields),
    to: recipientIn(fields),
    body,
    media: mediaIn(fields),
    segments: numberIn(fields.get("NumSegments")) ?? 1,
    keyword: keywordIn(fields.get("OptOutType"), body),
    status: messageStatuses.find((word) => word === status) ?? null,
    errorCode: numberIn(fields.get("ErrorCode")),
  };
}

function mediaIn(fields: WebhookFields): Media[] {
  const count = Math.min(numberIn(fields.get("NumMedia")) ?? 0, MAX_MEDIA);
  return Array.from({ length: count }, (_, at) => ({
    url: fields.get(`MediaUrl${at}`) ?? "",
    type: fields.get(`MediaContentType${at}`) ?? "",
  })).filter(({ url }) => url !== "");
}

/**
 * The words that Twilio acts on if they are the whole message (https://help.twilio.com/articles/223134027). YES is left
 * out: it means START only from a sender that sent STOP before, and otherwise is an ordinary answer.
 */
const keywordsByWord: Readonly<Record<string, Keyword>> = {
  stop: "stop",
  stopall: "stop",
  unsubscribe: "stop",
  cancel: "stop",
  end: "stop",
  quit: "stop",
  revoke: "stop",
  optout: "stop",
  help: "help",
  info: "help",
  start: "start",
  unstop: "start",
};

function keywordIn(optOutType: string | undefined, body: string | null): Keyword | null {
  const type = optOutType?.toLowerCase();
  if (type === "stop" || type === "help" || type === "start") return type;
  const word = (body ?? "").trim().toLowerCase();
  return Object.hasOwn(keywordsByWord, word) ? (keywordsByWord[word] ?? null) : null;
}
