import type { Sandbox } from "../sandbox";
import type { CallerOrder } from "./caller";
import { FRAME_MS } from "./mu-law";
import { openSocket } from "./open-socket";
import { Playback } from "./playback";
import { type Conversation, Transcript, type TwilioError } from "./transcript";
import { type Turn, Turns } from "./turns";

/** The two protocols share the caller, the clock and the socket; each brings its own messages. */
export interface Protocol {
  readonly name: Conversation["protocol"];
  readonly sid: string;
  readonly url: string;
  /** Twilio's error for a WebSocket that could not be opened. */
  readonly cannotOpen: (why: "refused" | "unreachable" | "timeout", status: number | null) => TwilioError;
  readonly opened: (session: Session) => void;
  readonly received: (session: Session, text: string) => void;
  /** The caller begins a turn. Returns how long it takes. */
  readonly turn: (session: Session, turn: Turn) => number;
  /** Called once for each 20 ms of the conversation. */
  readonly tick: (session: Session) => void;
  /** The conversation is over. If the caller ended it, the socket is still open. */
  readonly ended: (session: Session, by: "caller" | "agent") => void;
}

export interface Session {
  /** Milliseconds of the conversation. */
  readonly at: number;
  readonly playback: Playback;
  readonly transcript: Transcript;
  send(message: object): void;
  /** The agent has ended the session with a message of the protocol. */
  end(): void;
}

/** Opens the agent's WebSocket and lets caller and agent talk until one of them ends it. */
export async function converse(sandbox: Sandbox, protocol: Protocol, order: CallerOrder): Promise<Conversation> {
  const { name, sid, url } = protocol;
  const common = { kind: "conversation", protocol: name, url, sid } as const;
  const opening = await openSocket(sandbox, url);
  if (opening.kind !== "open") {
    const error = protocol.cannotOpen(opening.kind, opening.kind === "refused" ? opening.status : null);
    const nothing = new Transcript().summary();
    return { ...common, connected: false, ended_by: "twilio", error, duration_ms: 0, ...nothing };
  }
  const { ended, at, transcript } = await talk(sandbox, protocol, order, opening.socket);
  return {
    ...common,
    connected: true,
    ended_by: ended,
    error: null,
    duration_ms: Math.round(at),
    ...transcript.summary(),
  };
}

async function talk(sandbox: Sandbox, protocol: Protocol, { caller, speed }: CallerOrder, socket: WebSocket) {
  const playback = new Playback();
  const transcript = new Transcript();
  const turns = new Turns(caller.turns, {
    silenceMs: caller.silence_seconds * 1_000,
    longestMs: caller.longest_seconds * 1_000,
  });
  let agentEnded = false;
  const clock = new FrameClock(sandbox, speed);
  const session: Session = {
    get at() {
      return clock.at;
    },
    playback,
    transcript,
    send: (message) => {
      if (socket.readyState === WebSocket.READY_STATE_OPEN) socket.send(JSON.stringify(message));
    },
    end: () => {
      agentEnded = true;
    },
  };
  socket.addEventListener("message", ({ data }) => {
    if (!agentEnded) protocol.received(session, typeof data === "string" ? data : "");
  });
  for (const event of ["close", "error"] as const) socket.addEventListener(event, () => session.end());
  protocol.opened(session);
  const ended = await takeTurns(protocol, session, turns, clock, () => agentEnded);
  const { at } = session;
  protocol.ended(session, ended);
  transcript.add(at, ended, "hang_up");
  closeQuietly(socket);
  return { ended, at, transcript };
}

/** A conversation that is late listens to the agent at least this often. */
const LATE_STEP_MS = 5 * FRAME_MS;

/** Steps through the conversation frame by frame, also when the machine was late: the caller misses nothing. */
class FrameClock {
  readonly #sandbox: Sandbox;
  readonly #speed: number;
  readonly #openedAt: number;
  /** Milliseconds of the conversation. */
  at = 0;

  constructor(sandbox: Sandbox, speed: number) {
    this.#sandbox = sandbox;
    this.#speed = speed;
    this.#openedAt = sandbox.now();
  }

  async step(): Promise<void> {
    this.at += FRAME_MS;
    const early = this.at / this.#speed - (this.#sandbox.now() - this.#openedAt);
    // The agent's messages are received while this sleeps.
    if (early > 0 || this.at % LATE_STEP_MS === 0) await this.#sandbox.sleep(Math.max(0, early));
  }
}

async function takeTurns(
  protocol: Protocol,
  session: Session,
  turns: Turns,
  clock: FrameClock,
  hasAgentEnded: () => boolean,
): Promise<"caller" | "agent"> {
  for (;;) {
    await clock.step();
    if (hasAgentEnded()) return "agent";
    const { at } = session;
    const next = turns.next(at, session.playback.isTalking(at));
    if (next === "hang_up") return "caller";
    if (next) turns.begin(at, protocol.turn(session, next));
    protocol.tick(session);
  }
}

/** The agent may have closed it already. */
function closeQuietly(socket: WebSocket): void {
  if (socket.readyState === WebSocket.READY_STATE_CLOSED) return;
  socket.close(1000);
}
