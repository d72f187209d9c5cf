// Pure: no I/O, no clock, no randomness.

export interface Entry {
  /** Milliseconds of the conversation, from the moment at which the WebSocket opened. */
  readonly at_ms: number;
  readonly from: "caller" | "agent" | "twilio";
  readonly event: string;
  readonly [detail: string]: string | number | boolean | undefined;
}

/** A failure in Twilio's words. */
export interface TwilioError {
  readonly code: number;
  readonly message: string;
}

/** The conversation of a caller and an agent's WebSocket: a step of the call's transcript. */
export interface Conversation {
  readonly kind: "conversation";
  readonly protocol: "media_streams" | "conversation_relay";
  readonly url: string;
  /** The stream's or session's SID. */
  readonly sid: string;
  readonly connected: boolean;
  /** `twilio`: it could not open the WebSocket. */
  readonly ended_by: "caller" | "agent" | "twilio";
  readonly error: TwilioError | null;
  readonly duration_ms: number;
  readonly caller_speech_ms: number;
  readonly agent_speech_ms: number;
  readonly entries: readonly Entry[];
}

const MAX_ENTRIES = 2_000;

export class Transcript {
  readonly #entries: Entry[] = [];
  #agentMs = 0;
  #callerMs = 0;

  add(at: number, from: Entry["from"], event: string, details: Readonly<Record<string, Entry[string]>> = {}): void {
    if (this.#entries.length < MAX_ENTRIES) this.#entries.push({ at_ms: Math.round(at), from, event, ...details });
  }

  callerSpoke(at: number, ms: number, text: string): void {
    this.#callerMs += ms;
    this.add(at, "caller", "speech", { text, speech_ms: Math.round(ms) });
  }

  /** Audio of the agent in many messages is one entry, as long as nothing else happens in between. */
  agentSpoke(at: number, ms: number): void {
    this.#agentMs += ms;
    const last = this.#entries.at(-1);
    if (last?.from !== "agent" || last.event !== "speech" || "text" in last)
      this.add(at, "agent", "speech", { speech_ms: ms });
    else this.#entries[this.#entries.length - 1] = { ...last, speech_ms: Number(last.speech_ms) + ms };
  }

  agentSaid(at: number, ms: number, text: string): void {
    this.#agentMs += ms;
    this.add(at, "agent", "speech", { text, speech_ms: Math.round(ms) });
  }

  summary(): Pick<Conversation, "caller_speech_ms" | "agent_speech_ms" | "entries"> {
    return {
      caller_speech_ms: Math.round(this.#callerMs),
      agent_speech_ms: Math.round(this.#agentMs),
      entries: this.#entries,
    };
  }
}
