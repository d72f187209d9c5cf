import { z } from "zod";
import { readMessage } from "./messages";
import type { Protocol, Session } from "./session";
import type { TwilioError } from "./transcript";
import type { Turn } from "./turns";

/**
 * Twilio ConversationRelay: https://www.twilio.com/docs/voice/conversationrelay/websocket-messages and
 * https://www.twilio.com/docs/voice/twiml/connect/conversationrelay. Speech is as long as its text.
 */

export interface RelayOrder {
  readonly url: string;
  readonly sessionId: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
  /** The attributes of `<ConversationRelay>`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

const MS_PER_CHARACTER = 60;
const speechMs = (text: string): number => text.length * MS_PER_CHARACTER;

const flag = z.boolean().optional();
const fromAgent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    token: z.string(),
    last: z.boolean().default(false),
    lang: z.string().optional(),
    interruptible: flag,
    preemptible: flag,
  }),
  z.object({
    type: z.literal("play"),
    source: z.url(),
    loop: z.number().optional(),
    interruptible: flag,
    preemptible: flag,
  }),
  z.object({ type: z.literal("sendDigits"), digits: z.string().regex(/^[0-9wW*#]+$/) }),
  z.object({
    type: z.literal("language"),
    ttsLanguage: z.string().optional(),
    transcriptionLanguage: z.string().optional(),
  }),
  z.object({ type: z.literal("end"), handoffData: z.string().optional() }),
]);

export class Relay implements Protocol {
  readonly name = "conversation_relay";
  readonly url: string;
  readonly sid: string;
  readonly #order: RelayOrder;
  /** Set when the agent ended the session with a message. */
  end: { readonly handoffData: string | undefined } | null = null;
  /** The agent's tokens since the last one that was marked `last`. */
  #tokens = "";
  /** The speech that is being played: its text, and when it began. */
  #spoken = { text: "", begunAt: 0 };
  #prompt: { readonly at: number; readonly text: string } | null = null;

  constructor(order: RelayOrder) {
    this.#order = order;
    this.url = order.url;
    this.sid = order.sessionId;
  }

  cannotOpen(): TwilioError {
    return { code: 64102, message: "ConversationRelay: Unable to Connect to Websocket URL" };
  }

  opened(session: Session): void {
    const { accountSid, callSid, from, to, attributes, parameters } = this.#order;
    session.send({
      type: "setup",
      sessionId: this.sid,
      accountSid,
      parentCallSid: "",
      callSid,
      from,
      to,
      forwardedFrom: "",
      callType: "PSTN",
      callerName: "",
      direction: "inbound",
      callStatus: "RINGING",
      customParameters: parameters,
    });
    const { welcomeGreeting } = attributes;
    if (!welcomeGreeting) return;
    session.transcript.add(session.at, "twilio", "speech", { text: welcomeGreeting });
    this.#say(session, welcomeGreeting);
  }

  received(session: Session, text: string): void {
    const { at, transcript } = session;
    const message = readMessage(fromAgent, text);
    if (typeof message === "string") {
      session.send({ type: "error", description: `Invalid message received: ${text.slice(0, 200)}` });
      transcript.add(at, "twilio", "error", {
        code: 64107,
        message: `ConversationRelay: Invalid Message Received: ${message}`,
      });
      return;
    }
    switch (message.type) {
      case "text":
        this.#tokens += message.token;
        this.#say(session, message.token);
        if (message.last) this.#flush(session);
        break;
      case "end":
        this.end = { handoffData: message.handoffData };
        this.#flush(session);
        session.end();
        break;
      default: {
        const { type, ...details } = message;
        transcript.add(at, "agent", type, details);
      }
    }
  }

  turn(session: Session, { says, digits, interrupts }: Turn): number {
    const { at, transcript } = session;
    const { interruptible = "any", dtmfDetection } = this.#order.attributes;
    const means = digits === "" ? "speech" : "dtmf";
    if (interrupts && ["any", "true", means].includes(interruptible)) this.#interrupt(session);
    for (const digit of digits) {
      if (dtmfDetection === "true") session.send({ type: "dtmf", digit });
      transcript.add(at, "caller", "dtmf", { digit, sent: dtmfDetection === "true" });
    }
    if (says === "") return 0;
    transcript.callerSpoke(at, speechMs(says), says);
    this.#prompt = { at: at + speechMs(says), text: says };
    return speechMs(says);
  }

  tick(session: Session): void {
    if (!this.#prompt || session.at < this.#prompt.at) return;
    const lang = this.#order.attributes.language ?? "en-US";
    session.send({ type: "prompt", voicePrompt: this.#prompt.text, lang, last: true });
    this.#prompt = null;
  }

  ended(session: Session): void {
    this.#flush(session);
  }

  #say({ at, playback }: Session, text: string): void {
    if (!playback.isTalking(at)) this.#spoken = { text: "", begunAt: at };
    this.#spoken.text += text;
    playback.play(at, speechMs(text));
  }

  #interrupt(session: Session): void {
    const { at, playback, transcript } = session;
    if (!playback.isTalking(at)) return;
    const ms = at - this.#spoken.begunAt;
    const played = this.#spoken.text.slice(0, Math.ceil(ms / MS_PER_CHARACTER));
    playback.clear(at);
    session.send({ type: "interrupt", utteranceUntilInterrupt: played, durationUntilInterruptMs: Math.round(ms) });
    transcript.add(at, "twilio", "interrupt", { played, ms: Math.round(ms) });
  }

  #flush({ at, transcript }: Session): void {
    if (this.#tokens !== "") transcript.agentSaid(at, speechMs(this.#tokens), this.#tokens);
    this.#tokens = "";
  }
}
