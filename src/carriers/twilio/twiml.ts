// Pure: no I/O, no clock, no randomness.
import type { CarrierAnswer, RelayDestination } from "#kernel/values/destination";

/**
 * TwiML: instructions for Twilio about a call or message, sent as `text/xml` (https://www.twilio.com/docs/voice/twiml).
 */

const document = (verbs: string): string => `<?xml version="1.0" encoding="UTF-8"?>${verbs}`;

type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An XML element with its attributes in order, without those that are null. `content` is markup; `null`: empty element.
 */
function element(name: string, attributes: Attributes, content: string | null): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([attribute, value]) => ` ${attribute}="${escapeAttribute(String(value))}"`)
    .join("");
  return content === null ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

const response = (...verbs: string[]): string => document(element("Response", {}, verbs.join("") || null));

/** No instruction: a message gets no reply, a call ends. */
export const emptyTwiml = (): string => response();

const speak = (attributes: Attributes, message: string): string => element("Say", attributes, escapeText(message));

/** The data of a call that its TwiML needs, whatever the destination. */
export interface CallTwimlContext {
  /** The called number, which is the caller id if a destination asks for it. */
  readonly called: string;
  /** Twilio asks this URL what to do when the attempt is over; `null`: the call ends then. */
  readonly resultUrl: string | null;
  /** Sent to agents with a WebSocket, besides their own parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The TwiML that answers a call. */
export function callTwiml(answer: CarrierAnswer, call: CallTwimlContext): string {
  switch (answer.kind) {
    case "stream":
      return connect(call, element("Stream", { url: answer.url }, parameters(call, answer.parameters)));
    case "conversation_relay":
      return connect(call, relay(answer, call));
    case "sip":
      return dial(call, answer.timeoutSeconds, null, element("Sip", {}, escapeText(answer.uri)));
    case "gateway": {
      const { username, password } = answer;
      const noun = element("Sip", { username, password }, escapeText(answer.uri));
      return dial(call, answer.timeoutSeconds, callerIdOf(answer, call), noun);
    }
    case "dial": {
      const noun = element("Number", {}, escapeText(answer.phoneNumber));
      return dial(call, answer.timeoutSeconds, callerIdOf(answer, call), noun);
    }
    case "byoc": {
      const noun = element("Number", { byoc: answer.carrierTrunkSid }, escapeText(answer.phoneNumber));
      return dial(call, answer.timeoutSeconds, callerIdOf(answer, call), noun);
    }
    case "redirect":
      return response(element("Redirect", { method: answer.method }, escapeText(answer.url)));
    case "say":
      return response(speak({ voice: answer.voice, language: answer.language }, answer.message), "<Hangup/>");
    case "reject":
      return response("<Reject/>");
    case "hang_up":
      return response("<Hangup/>");
  }
}

/** `null`: Twilio shows the caller's number. */
const callerIdOf = ({ callerId }: { readonly callerId: "caller" | "called" }, { called }: CallTwimlContext) =>
  callerId === "called" ? called : null;

const connect = ({ resultUrl }: CallTwimlContext, noun: string): string =>
  response(element("Connect", { action: resultUrl }, noun));

function relay(answer: RelayDestination, call: CallTwimlContext): string {
  const { url, welcomeGreeting, language, voice, ttsProvider, transcriptionProvider, interruptible, dtmfDetection } =
    answer;
  return element(
    "ConversationRelay",
    { url, welcomeGreeting, language, voice, ttsProvider, transcriptionProvider, interruptible, dtmfDetection },
    parameters(call, answer.parameters),
  );
}

const parameters = (call: CallTwimlContext, own: Readonly<Record<string, string>>): string | null =>
  Object.entries({ ...call.parameters, ...own })
    .map(([name, value]) => element("Parameter", { name, value }, null))
    .join("") || null;

/** `answerOnBridge`: the caller hears ringing, not silence, until the other side answers. */
const dial = ({ resultUrl }: CallTwimlContext, timeout: number, callerId: string | null, noun: string): string =>
  response(element("Dial", { callerId, timeout, action: resultUrl, answerOnBridge: true }, noun));

/** A message to another number, and the URL for its status callbacks. */
export interface ForwardedMessage {
  /** The number to send from; `null`: the one that received the message. */
  readonly from: string | null;
  readonly to: string;
  readonly text: string;
  readonly media: readonly { readonly url: string }[];
  readonly statusUrl: string;
}

export function forwardTwiml({ from, to, text, media, statusUrl }: ForwardedMessage): string {
  const attachments = media.map(({ url }) => element("Media", {}, escapeText(url)));
  const content = element("Body", {}, escapeText(text)) + attachments.join("");
  return response(element("Message", { from, to, action: statusUrl, method: "POST" }, content));
}

/**
 * Characters that XML 1.0 can't hold, escaped or not (section 2.2): most control characters, lone surrogates, U+FFFE,
 * U+FFFF.
 */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

const escaped = (text: string, special: RegExp): string =>
  text.replace(unwritable, "").replace(special, (char) => escapes[char] ?? char);

/** A bare carriage return would be read as a line feed (section 2.11). */
const escapeText = (text: string): string => escaped(text, /[&<>\r]/g);

/** In an attribute line breaks and tabs would all be read as spaces (section 3.3.3). */
const escapeAttribute = (text: string): string => escaped(text, /[&<"\t\n\r]/g);
