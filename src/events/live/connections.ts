import { spend, type Window } from "#kernel/http/rate";
import { type Closing, reasonOf } from "./closing";
import { flood, MAX_MESSAGES, readClientMessage } from "./message";
import {
  acknowledge,
  deliverEvents,
  type EventPage,
  endsAt,
  isWaiting,
  type Reader,
  type SentUpTo,
  subscribe,
  windowFor,
} from "./reader";
import { type ClientMessage, PONG } from "./wire";

type NoteClosing = (closing: Closing, keyId: string | null | undefined) => void;

/** The WebSockets of an object, each with its reader attached so that it survives hibernation. */
export class Connections {
  readonly #readers = new Map<WebSocket, Reader>();
  readonly #rates = new WeakMap<WebSocket, Window>();
  readonly #noteClosing: NoteClosing;

  /** `noteClosing` hears of each that is closed from here, not of those whose clients go. */
  constructor(hibernated: readonly WebSocket[], noteClosing: NoteClosing) {
    this.#noteClosing = noteClosing;
    for (const socket of hibernated) {
      if (socket.readyState === WebSocket.OPEN) this.#readers.set(socket, socket.deserializeAttachment());
    }
  }

  get size(): number {
    return this.#readers.size;
  }

  readers(): IterableIterator<Reader> {
    return this.#readers.values();
  }

  get #window(): number {
    return windowFor(this.#readers.size);
  }

  /** How far those are that can take more. */
  *ready(): Generator<number> {
    const window = this.#window;
    for (const reader of this.#readers.values()) if (!isWaiting(reader, window)) yield reader.position;
  }

  /** What a client says, which may be what it ends by. */
  hear(socket: WebSocket, frame: string | ArrayBuffer, now: number): "takes_more" | null {
    const reader = this.#readers.get(socket);
    if (!reader) return null;
    const rate = spend(this.#rates.get(socket), MAX_MESSAGES, now);
    this.#rates.set(socket, rate.window);
    const read = rate.allowed ? readClientMessage(frame) : flood;
    if (read.kind === "message") return this.#answer(socket, reader, read.message, now);
    this.#close(socket, read.closing, read.detail);
    return null;
  }

  #answer(socket: WebSocket, reader: Reader, message: ClientMessage, now: number): "takes_more" | null {
    const terms = { window: this.#window, now };
    switch (message.type) {
      case "ping":
        socket.send(PONG);
        return null;
      case "subscribe":
        this.send(socket, subscribe(reader, { topics: message.topics ?? null, subjects: message.subjects ?? null }));
        return null;
      case "ack":
        this.send(socket, acknowledge(reader, message.seq, terms));
        return isWaiting(reader, terms.window) ? "takes_more" : null;
    }
  }

  deliver(page: EventPage, now: number): void {
    this.endOverdue(now);
    const ended = new Set(page.events.flatMap(({ endsKey }) => endsKey ?? []));
    const terms = { window: this.#window, now };
    for (const [socket, reader] of this.#readers) {
      if (reader.keyId !== null && ended.has(reader.keyId)) this.#close(socket, "key_ended");
      else if (reader.position >= page.after && !isWaiting(reader, terms.window)) {
        this.send(socket, deliverEvents(reader, page, terms));
      }
    }
  }

  /**
   * Both at once, with nothing awaited between: what was sent and the word that it was. A connection that one of them fails for
   * is at its end: it is closed, or its client would wait for ever.
   */
  send(socket: WebSocket, { reader, messages }: SentUpTo): void {
    try {
      for (const message of messages) socket.send(message);
      socket.serializeAttachment(reader);
      this.#readers.set(socket, reader);
    } catch {
      this.#close(socket, "send_failed");
    }
  }

  endOverdue(now: number): void {
    for (const [socket, reader] of this.#readers) {
      const end = endsAt(reader);
      if (end && end.at <= now) this.#close(socket, end.closing);
    }
  }

  /** The client has gone. */
  forget(socket: WebSocket): void {
    this.#readers.delete(socket);
  }

  #close(socket: WebSocket, closing: Closing, detail?: string): void {
    const keyId = this.#readers.get(socket)?.keyId;
    this.#readers.delete(socket);
    this.#noteClosing(closing, keyId);
    try {
      socket.close(...reasonOf(closing, detail));
    } catch {}
  }
}
