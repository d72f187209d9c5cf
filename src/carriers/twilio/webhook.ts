// Pure: no I/O, no clock, no randomness.
import {
  type CallStatus,
  type CallWebhook,
  type Keyword,
  type Media,
  type MessageWebhook,
  messageStatuses,
  type Party,
} from "#kernel/values/telephony";

/**
 * Parses Twilio's webhooks tolerantly: any field may be missing, Twilio may add fields, and a caller may be a SIP
 * address or client instead of a phone number (https://www.twilio.com/docs/voice/twiml#request-parameters).
 */

export type WebhookFields = ReadonlyMap<string, string>;

/** The fields of a form, or of the query of a GET. If a name is repeated, the last value counts. */
export const readFields = (encoded: string): WebhookFields => new Map(new URLSearchParams(encoded));

/** Twilio's numbers for withheld caller ids: words such as ANONYMOUS, spelled on a telephone's keys. */
const hiddenCallers = new Set(["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"]);

function readParty(text: string | undefined): Party {
  const value = (text ?? "").trim();
  if (hiddenCallers.has(value) || /^(anonymous|restricted|unavailable|blocked)$/i.test(value)) {
    return { e164: null, kind: "anonymous" };
  }
  if (/^\+[1-9]\d{6,14}$/.test(value)) return { e164: value, kind: "phone_number" };
  if (/^sips?:/i.test(value)) return { e164: null, kind: "sip" };
  if (/^client:/i.test(value)) return { e164: null, kind: "client" };
  return { e164: null, kind: "unknown" };
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
    from: readParty(fields.get("From")),
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
    from: readParty(fields.get("From")).e164,
    to: readParty(fields.get("To")).e164,
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
