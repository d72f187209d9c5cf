import { z } from "zod";
import { readMessage } from "./messages";
import { decodeBase64, durationMs, encodeBase64, FRAME_MS, frameOf } from "./mu-law";
import type { Protocol, Session } from "./session";
import type { TwilioError } from "./transcript";
import type { Turn } from "./turns";

/**
 * Twilio Media Streams, bidirectional: https://www.twilio.com/docs/voice/media-streams/websocket-messages and
 * https://www.twilio.com/docs/voice/twiml/stream. Error codes: https://www.twilio.com/docs/api/errors.
 */

export interface StreamOrder {
  readonly url: string;
  readonly streamSid: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly onOpened: () => void;
}

const fromAgent = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("media"),
    streamSid: z.string(),
    media: z.object({ payload: z.base64().min(1) }),
  }),
  z.object({ event: z.literal("mark"), streamSid: z.string(), mark: z.object({ name: z.string() }) }),
  z.object({ event: z.literal("clear"), streamSid: z.string() }),
]);

/** Keeps the first two minutes of the agent's audio. */
const KEPT_MS = 120_000;

export class MediaStream implements Protocol {
  readonly name = "media_streams";
  readonly url: string;
  readonly sid: string;
  readonly #order: StreamOrder;
  /** The agent's audio. */
  readonly audio: Uint8Array[] = [];
  #keptMs = 0;
  #sequence = 0;
  #frames = 0;
  #speech: Uint8Array = new Uint8Array();
  #speechFrame = 0;

  constructor(order: StreamOrder) {
    this.#order = order;
    this.url = order.url;
    this.sid = order.streamSid;
  }

  cannotOpen(why: "refused" | "unreachable" | "timeout", status: number | null): TwilioError {
    if (why === "timeout") return { code: 31901, message: "Stream - WebSocket - Connection Timeout" };
    if (why === "unreachable") return { code: 31902, message: "Stream - WebSocket - Connection Refused" };
    return { code: 31920, message: `Stream - WebSocket - Handshake Error: the server answered ${status}` };
  }

  opened(session: Session): void {
    const { accountSid, callSid, parameters: customParameters, onOpened } = this.#order;
    onOpened();
    session.send({ event: "connected", protocol: "Call", version: "1.0.0" });
    const mediaFormat = { encoding: "audio/x-mulaw", sampleRate: 8_000, channels: 1 };
    const { sid: streamSid } = this;
    this.#send(session, "start", {
      start: { accountSid, streamSid, callSid, tracks: ["inbound"], mediaFormat, customParameters },
    });
  }

  received(session: Session, text: string): void {
    const { at, playback, transcript } = session;
    const message = this.#read(text);
    if (typeof message === "string") {
      transcript.add(at, "twilio", "error", {
        code: 31924,
        message: `Stream - Websocket - Protocol Error: ${message}`,
      });
      return;
    }
    switch (message.event) {
      case "media": {
        const audio = decodeBase64(message.media.payload);
        const ms = durationMs(audio);
        playback.play(at, ms);
        transcript.agentSpoke(at, ms);
        this.#keptMs += ms;
        if (this.#keptMs <= KEPT_MS) this.audio.push(audio);
        break;
      }
      case "mark":
        playback.mark(at, message.mark.name);
        transcript.add(at, "agent", "mark", { name: message.mark.name });
        break;
      case "clear":
        transcript.add(at, "agent", "clear", { dropped_ms: Math.round(playback.clear(at)) });
    }
  }

  turn(session: Session, { says, audio, digits }: Turn): number {
    const { at, transcript } = session;
    for (const digit of digits) {
      this.#send(session, "dtmf", { dtmf: { track: "inbound_track", digit } });
      transcript.add(at, "caller", "dtmf", { digit });
    }
    if (!audio) return 0;
    this.#speech = audio;
    this.#speechFrame = 0;
    transcript.callerSpoke(at, durationMs(audio), says);
    return durationMs(audio);
  }

  tick(session: Session): void {
    for (const name of session.playback.due(session.at)) {
      this.#send(session, "mark", { mark: { name } });
      session.transcript.add(session.at, "twilio", "mark", { name });
    }
    while (this.#frames * FRAME_MS <= session.at) {
      const payload = encodeBase64(frameOf(this.#speech, this.#speechFrame++));
      const timestamp = String(this.#frames++ * FRAME_MS);
      this.#send(session, "media", {
        media: { track: "inbound", chunk: String(this.#frames), timestamp, payload },
      });
    }
  }

  ended(session: Session, by: "caller" | "agent"): void {
    const { accountSid, callSid } = this.#order;
    if (by === "caller") this.#send(session, "stop", { stop: { accountSid, callSid } });
  }

  #read(text: string): z.output<typeof fromAgent> | string {
    const message = readMessage(fromAgent, text);
    const isOther = typeof message !== "string" && message.streamSid !== this.sid;
    return isOther ? `the streamSid of this stream is ${this.sid}: ${text.slice(0, 200)}` : message;
  }

  #send(session: Session, event: string, body: object): void {
    this.#sequence += 1;
    session.send({ event, sequenceNumber: String(this.#sequence), ...body, streamSid: this.sid });
  }
}
