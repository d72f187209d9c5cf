import { countRequest, type RateWindow } from "#kernel/http/rate-limit";
import { MAX_MESSAGES, parseClientMessage, tooManyMessages } from "./client-message";
import { type CloseReason, closeFrame } from "./close-reasons";
import {
  acknowledge,
  changeSubscription,
  deadlineOf,
  endOf,
  isAwaitingAck,
  type LogPage,
  type Subscriber,
  type SubscriberUpdate,
  sendPage,
  windowFor,
} from "./subscriber";
import { type ClientMessage, PONG } from "./wire";

type OnClose = (closing: CloseReason, keyId: string | null | undefined) => void;

/** The WebSockets of an object, each with its `Subscriber` as attachment, so that it survives hibernation. */
export class Connections {
  readonly #subscribers = new Map<WebSocket, Subscriber>();
  readonly #rates = new WeakMap<WebSocket, RateWindow>();
  readonly #onClose: OnClose;

  /** Calls `onClose` for each connection that this side closes, not for clients that leave. */
  constructor(hibernated: readonly WebSocket[], onClose: OnClose) {
    this.#onClose = onClose;
    for (const socket of hibernated) {
      if (socket.readyState === WebSocket.OPEN) this.#subscribers.set(socket, socket.deserializeAttachment());
    }
  }

  get size(): number {
    return this.#subscribers.size;
  }

  subscribers(): IterableIterator<Subscriber> {
    return this.#subscribers.values();
  }

  get #window(): number {
    return windowFor(this.#subscribers.size);
  }

  /** The watermarks of the subscribers that can take more. */
  *readyWatermarks(): Generator<number> {
    const window = this.#window;
    for (const subscriber of this.#subscribers.values()) {
      if (!isAwaitingAck(subscriber, window)) yield subscriber.watermark;
    }
  }

  /** Handles a client's message. `takes_more`: its window is open again, so the log must be read for it. */
  receive(socket: WebSocket, frame: string | ArrayBuffer, now: number): "takes_more" | null {
    const subscriber = this.#subscribers.get(socket);
    if (!subscriber) return null;
    const rate = countRequest(this.#rates.get(socket), MAX_MESSAGES, now);
    this.#rates.set(socket, rate.window);
    const parsed = rate.allowed ? parseClientMessage(frame) : tooManyMessages;
    if (parsed.kind === "message") return this.#answer(socket, subscriber, parsed.message, now);
    this.#close(socket, parsed.closing, parsed.detail);
    return null;
  }

  #answer(socket: WebSocket, subscriber: Subscriber, message: ClientMessage, now: number): "takes_more" | null {
    const limits = { window: this.#window, now };
    switch (message.type) {
      case "ping":
        socket.send(PONG);
        return null;
      case "subscribe": {
        const { event_types: eventTypes = null, subjects = null } = message;
        this.send(socket, changeSubscription(subscriber, { eventTypes, subjects }));
        return null;
      }
      case "ack":
        this.send(socket, acknowledge(subscriber, message.seq, limits));
        return isAwaitingAck(subscriber, limits.window) ? "takes_more" : null;
    }
  }

  /** Sends a page to every subscriber whose watermark it covers. Closes the connections that it ends. */
  deliver(page: LogPage, now: number): void {
    this.closeOverdue(now);
    const mayEnd = page.events.some(({ endsKey, endsAll }) => endsAll || endsKey !== null);
    const limits = { window: this.#window, now };
    for (const [socket, subscriber] of this.#subscribers) {
      const closing = mayEnd ? endOf(subscriber, page) : null;
      if (closing) this.#close(socket, closing);
      else if (subscriber.watermark >= page.after && !isAwaitingAck(subscriber, limits.window)) {
        this.send(socket, sendPage(subscriber, page, limits));
      }
    }
  }

  /**
   * Sends messages and stores the watermark without an await in between, so that the two never differ. If either fails,
   * it closes the connection: otherwise the client would wait for messages that never come.
   */
  send(socket: WebSocket, { subscriber, messages }: SubscriberUpdate): void {
    try {
      for (const message of messages) socket.send(message);
      socket.serializeAttachment(subscriber);
      this.#subscribers.set(socket, subscriber);
    } catch {
      this.#close(socket, "send_failed");
    }
  }

  closeOverdue(now: number): void {
    for (const [socket, subscriber] of this.#subscribers) {
      const deadline = deadlineOf(subscriber);
      if (deadline && deadline.at <= now) this.#close(socket, deadline.closing);
    }
  }

  /** The client has left. */
  remove(socket: WebSocket): void {
    this.#subscribers.delete(socket);
  }

  #close(socket: WebSocket, closing: CloseReason, detail?: string): void {
    const keyId = this.#subscribers.get(socket)?.keyId;
    this.#subscribers.delete(socket);
    this.#onClose(closing, keyId);
    try {
      socket.close(...closeFrame(closing, detail));
    } catch {}
  }
}
