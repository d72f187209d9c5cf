import fc from "fast-check";
import twilio from "twilio";
import { describe, expect, test } from "vitest";
import { empty, say } from "../../src/carriers/twiml.ts";

describe("our TwiML is what the official SDK writes", () => {
  const theirs = (message: string): string => {
    const response = new twilio.twiml.VoiceResponse();
    response.say(message);
    response.hangup();
    return response.toString();
  };

  test("for nothing to do", () => {
    expect(empty()).toBe(new twilio.twiml.VoiceResponse().toString());
    expect(empty()).toBe(new twilio.twiml.MessagingResponse().toString());
  });

  test("for any message that XML can carry", () => {
    const letters = fc.constantFrom(
      "a",
      "&",
      "<",
      ">",
      '"',
      "'",
      "]]>",
      "&amp;",
      "\r",
      "\n",
      "\t",
      "é",
      "☎",
      "😀",
      " ",
    );
    const message = fc.array(letters, { minLength: 1 }).map((chosen) => chosen.join(""));
    fc.assert(
      fc.property(message, (text) => {
        expect(say(text)).toBe(theirs(text));
      }),
    );
  });
});
