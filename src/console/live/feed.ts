import { call } from "../api/call";

/** An event of the tenant's log, as the feed sends it. */
export interface FeedEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly occurred_at: string;
  readonly actor: string;
  readonly request_id: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * `connecting`: no connection yet. `live`: all events until now are here. `catching_up`: older events are coming in.
 * `stale`: the connection is lost and the page may be out of date. `unavailable`: the session may not read events.
 */
export type FeedStatus = "connecting" | "live" | "catching_up" | "stale" | "unavailable";

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;
/** Without a message for this long, the feed sends a ping; without an answer to it, the connection is lost. */
const SILENCE_MS = 25_000;
/** Close codes after which a new attempt can't help: the key ended, or the tenant is inactive. */
const finalCodes = new Set([4410, 4423]);
/** The cursor is not one of this log: begin with new events, which has everything read again. */
const CURSOR_IN_FUTURE = 4409;

interface FeedListener {
  onEvent(event: FeedEvent): void;
  onStatus(status: FeedStatus): void;
  /** Events are missing, so all that was read may be out of date. */
  onGap(): void;
}

/**
 * The live feed of this page. It reconnects by itself, with growing and random waits, and resumes after the last event
 * that it received, so a cut connection loses and repeats nothing.
 *
 * **Invariant:** every event after `lastSeq` of the beginning comes to `onEvent`, or `onGap` says that some do not.
 */
export class Feed {
  readonly #listener: FeedListener;
  #socket: WebSocket | null = null;
  #lastSeq: number | null;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  /** A connection of it was open before. */
  #wasOpen = false;
  /** Counts the attempts: only the newest one may open a socket. */
  #attempt = 0;

  /** `lastSeq` is the newest event when the page read its first answer; `null`: unknown. */
  constructor(listener: FeedListener, lastSeq: number | null) {
    this.#listener = listener;
    this.#lastSeq = lastSeq;
  }

  /** The last event that it received, or the one with which it began. */
  get lastSeq(): number | null {
    return this.#lastSeq;
  }

  start(): void {
    this.#stopped = false;
    window.addEventListener("online", this.#reconnectNow);
    window.addEventListener("offline", this.#onOffline);
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener("online", this.#reconnectNow);
    window.removeEventListener("offline", this.#onOffline);
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close(1000);
    this.#socket = null;
  }

  readonly #reconnectNow = (): void => {
    if (this.#socket || this.#stopped) return;
    clearTimeout(this.#timer);
    void this.#connect();
  };

  readonly #onOffline = (): void => {
    if (this.#socket) this.#drop(this.#socket);
  };

  async #connect(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isOver = () => this.#stopped || attempt !== this.#attempt;
    try {
      const ticket = await call("POST", "/v1/live/tickets", { body: { origin: location.origin } }).send();
      if (isOver()) return;
      this.#open(ticket.protocols);
    } catch (error) {
      if (isOver()) return;
      const status = error instanceof Error && "status" in error ? error.status : 0;
      if (status === 401) return;
      if (status === 403) return this.#listener.onStatus("unavailable");
      this.#retry();
    }
  }

  #open(protocols: readonly string[]): void {
    // The page's own origin, so that no request leaves it whatever the platform's public origin is.
    const url = new URL("/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.#lastSeq !== null) url.searchParams.set("after_seq", String(this.#lastSeq));
    const socket = new WebSocket(url, [...protocols]);
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      this.#watchSilence(socket);
      this.#onMessage(socket, JSON.parse(String(data)));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      clearTimeout(this.#silence);
      if (this.#stopped) return;
      if (finalCodes.has(code)) return this.#listener.onStatus("unavailable");
      if (code === CURSOR_IN_FUTURE) this.#lastSeq = null;
      this.#retry();
    };
    this.#watchSilence(socket);
  }

  #onMessage(socket: WebSocket, message: FeedMessage): void {
    switch (message.type) {
      case "hello":
        this.#failures = 0;
        this.#wasOpen = true;
        if (this.#lastSeq === null) {
          // It begins here, so what was read before may lack the latest changes.
          this.#lastSeq = message.after_seq;
          this.#listener.onGap();
        }
        this.#listener.onStatus(message.after_seq < message.seq ? "catching_up" : "live");
        return;
      case "event":
        this.#lastSeq = message.event.seq;
        this.#listener.onEvent(message.event);
        return;
      case "caught_up":
        this.#lastSeq = message.seq;
        this.#listener.onStatus("live");
        return;
      case "position":
        this.#lastSeq = message.seq;
        socket.send(JSON.stringify({ type: "ack", seq: message.seq }));
        return;
      case "gap":
        this.#lastSeq = message.next_seq - 1;
        this.#listener.onGap();
        return;
      default:
    }
  }

  #watchSilence(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: "ping" }));
      this.#silence = setTimeout(() => this.#drop(socket), SILENCE_MS);
    }, SILENCE_MS);
  }

  /** Gives a silent connection up, without waiting for the other end. */
  #drop(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    socket.close();
    this.#retry();
  }

  #retry(): void {
    if (this.#stopped) return;
    this.#listener.onStatus(this.#failures === 0 && !this.#wasOpen ? "connecting" : "stale");
    const most = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, MAX_WAIT_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#connect(), most / 2 + (Math.random() * most) / 2);
  }
}

type FeedMessage =
  | { readonly type: "hello"; readonly seq: number; readonly after_seq: number }
  | { readonly type: "event"; readonly event: FeedEvent }
  | { readonly type: "caught_up" | "position"; readonly seq: number }
  | { readonly type: "gap"; readonly after_seq: number; readonly next_seq: number }
  | { readonly type: "pong" | "subscribed" };
