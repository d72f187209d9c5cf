import fc from "fast-check";
import twilio from "twilio";
import { describe, expect, test } from "vitest";
import { type CallTwimlContext, callTwiml, emptyTwiml } from "#carriers/twilio/twiml";
import type { CarrierAnswer } from "#kernel/values/destination";
import { repetitions } from "../support/soak.ts";

const say = (message: string): string =>
  callTwiml({ kind: "say", message, voice: null, language: null }, { called: "", resultUrl: null, parameters: {} });

const letters = fc.constantFrom("a", "&", "<", ">", '"', "'", "]]>", "&amp;", "\r", "\n", "\t", "é", "☎", "😀", " ");
const text = fc.array(letters, { minLength: 1, maxLength: 20 }).map((chosen) => chosen.join(""));

/** What the official SDK writes for an answer. */
function theirs(answer: CarrierAnswer, { called, resultUrl, parameters }: CallTwimlContext): string {
  const response = new twilio.twiml.VoiceResponse();
  const action = resultUrl === null ? {} : { action: resultUrl };
  const given = <Value>(attributes: Record<string, Value | null>): Record<string, Value> =>
    Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, Value] => entry[1] !== null));
  const dial = (timeout: number, callerId: string | null) =>
    response.dial({ ...given({ callerId }), timeout, ...action, answerOnBridge: true });
  switch (answer.kind) {
    case "stream": {
      const stream = response.connect(action).stream({ url: answer.url });
      for (const [name, value] of Object.entries({ ...parameters, ...answer.parameters })) {
        stream.parameter({ name, value });
      }
      break;
    }
    case "conversation_relay": {
      const { kind: _, parameters: own, ...attributes } = answer;
      const relay = response.connect(action).conversationRelay(given<string | boolean>(attributes));
      for (const [name, value] of Object.entries({ ...parameters, ...own })) relay.parameter({ name, value });
      break;
    }
    case "sip":
      dial(answer.timeoutSeconds, null).sip(answer.uri);
      break;
    case "gateway": {
      const { username, password, uri, timeoutSeconds, callerId } = answer;
      dial(timeoutSeconds, callerId === "called" ? called : null).sip(given<string>({ username, password }), uri);
      break;
    }
    case "dial":
      dial(answer.timeoutSeconds, answer.callerId === "called" ? called : null).number(answer.phoneNumber);
      break;
    case "byoc": {
      const { carrierTrunkSid: byoc, phoneNumber, timeoutSeconds, callerId } = answer;
      dial(timeoutSeconds, callerId === "called" ? called : null).number({ byoc }, phoneNumber);
      break;
    }
    case "redirect":
      response.redirect({ method: answer.method }, answer.url);
      break;
    case "say":
      // The SDK's types name the voices it knows; ours are whatever the caller of the API gave.
      response.say(given<string>({ voice: answer.voice, language: answer.language }) as object, answer.message);
      response.hangup();
      break;
    case "reject":
      response.reject();
      break;
    case "hang_up":
      response.hangup();
      break;
  }
  return response.toString();
}

const maybe = fc.option(text);
const own = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
const answers: fc.Arbitrary<CarrierAnswer> = fc.oneof(
  fc.record({ kind: fc.constant("stream" as const), url: text, parameters: own }),
  fc.record({
    kind: fc.constant("conversation_relay" as const),
    url: text,
    welcomeGreeting: maybe,
    language: maybe,
    voice: maybe,
    ttsProvider: maybe,
    transcriptionProvider: maybe,
    interruptible: fc.option(fc.constantFrom("none" as const, "dtmf" as const, "speech" as const, "any" as const)),
    dtmfDetection: fc.option(fc.boolean()),
    parameters: own,
  }),
  fc.record({ kind: fc.constant("sip" as const), uri: text, timeoutSeconds: fc.integer({ min: 5, max: 120 }) }),
  fc.record({
    kind: fc.constant("dial" as const),
    phoneNumber: text,
    timeoutSeconds: fc.integer({ min: 5, max: 120 }),
    callerId: fc.constantFrom("caller" as const, "called" as const),
  }),
  fc.record({
    kind: fc.constant("gateway" as const),
    uri: text,
    username: maybe,
    password: maybe,
    timeoutSeconds: fc.integer({ min: 5, max: 120 }),
    callerId: fc.constantFrom("caller" as const, "called" as const),
  }),
  fc.record({
    kind: fc.constant("byoc" as const),
    phoneNumber: text,
    carrierTrunkSid: text,
    timeoutSeconds: fc.integer({ min: 5, max: 120 }),
    callerId: fc.constantFrom("caller" as const, "called" as const),
  }),
  fc.record({
    kind: fc.constant("redirect" as const),
    url: text,
    method: fc.constantFrom("GET" as const, "POST" as const),
  }),
  fc.record({ kind: fc.constant("say" as const), message: text, voice: maybe, language: maybe }),
  fc.constant({ kind: "reject" as const }),
  fc.constant({ kind: "hang_up" as const }),
);
const calls: fc.Arbitrary<CallTwimlContext> = fc.record({ called: text, resultUrl: maybe, parameters: own });

describe("our TwiML is what the official SDK writes", () => {
  test("for nothing to do", () => {
    expect(emptyTwiml()).toBe(new twilio.twiml.VoiceResponse().toString());
    expect(emptyTwiml()).toBe(new twilio.twiml.MessagingResponse().toString());
  });

  test("for any message that XML can carry", () => {
    fc.assert(
      fc.property(text, (message) => {
        const spoken = { kind: "say", message, voice: null, language: null } as const;
        expect(say(message)).toBe(theirs(spoken, { called: "", resultUrl: null, parameters: {} }));
      }),
    );
  });

  test("for every kind of destination, whatever is in it", () => {
    fc.assert(
      fc.property(answers, calls, (answer, call) => {
        expect(callTwiml(answer, call)).toBe(theirs(answer, call));
      }),
      { numRuns: repetitions(2_000, 20_000) },
    );
  });
});
