/** TwiML: what Twilio is to do with a call or message, to be sent as `text/xml` (https://www.twilio.com/docs/voice/twiml). */

const document = (verbs: string): string => `<?xml version="1.0" encoding="UTF-8"?>${verbs}`;

/** Nothing is to be done: a message gets no reply, a call ends. */
export const empty = (): string => document("<Response/>");

/** Reads the message to the caller and hangs up. */
export const say = (message: string): string =>
  document(`<Response><Say>${escapeText(message)}</Say><Hangup/></Response>`);

/** What XML 1.0 has no way to write, escaped or not (section 2.2): most control characters, lone surrogates, U+FFFE, U+FFFF. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };

/** A bare carriage return would be read as a line feed (section 2.11). */
function escapeText(text: string): string {
  return text.replace(unwritable, "").replace(/[&<>\r]/g, (char) => escapes[char] ?? char);
}
