import * as z from "zod";
import { lazily } from "#kernel/values/lazily";

/**
 * A live connection as Server-Sent Events (WHATWG HTML, section 9.2). This side buffers no more than the feed's window:
 * it acknowledges a `position` only after the client has taken everything before it.
 */

export interface StreamPace {
  /** How often the stream sends a comment, so that proxies keep it open. */
  readonly heartbeatMs: number;
  /** When the stream ends and the client reconnects, so that no stream stays on an old deployment. */
  readonly lifetimeMs: number;
}

export const pace: StreamPace = { heartbeatMs: 15_000, lifetimeMs: 5 * 60_000 };
const RETRY_MS = 1_000;

const seq = lazily(() => z.number());
const feedMessage = lazily(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("event"), event: z.looseObject({ seq: seq() }) }),
    z.object({ type: z.literal("hello"), seq: seq(), after_seq: seq() }),
    z.object({ type: z.literal("gap"), after_seq: seq(), next_seq: seq() }),
    z.object({ type: z.enum(["caught_up", "position"]), seq: seq() }),
  ]),
);
type FeedMessage = z.infer<ReturnType<typeof feedMessage>>;

/** The id of a message: the client sends it back as `Last-Event-ID` to resume after it. */
function positionAfter(message: FeedMessage): number {
  switch (message.type) {
    case "event":
      return message.event.seq;
    case "hello":
      return message.after_seq;
    case "gap":
      return message.next_seq - 1;
    default:
      return message.seq;
  }
}

/** Events have no name, so that `onmessage` receives them. Other messages are named by their type. */
function toServerSent(message: FeedMessage): string {
  const id = `id: ${positionAfter(message)}\n`;
  if (message.type === "event") return `${id}data: ${JSON.stringify(message.event)}\n\n`;
  const { type, ...data } = message;
  return `event: ${type}\n${id}data: ${JSON.stringify(data)}\n\n`;
}

/** Forwards a live connection's messages as Server-Sent Events until either side closes or `lifetimeMs` is over. */
export function eventStream(socket: WebSocket, { heartbeatMs, lifetimeMs }: StreamPace): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const write = (text: string): Promise<void> => writer.write(encoder.encode(text));
  const end = (): void => {
    clearInterval(heartbeat);
    clearTimeout(lifetime);
    socket.close(1000);
    writer.close().catch(() => undefined);
  };
  const heartbeat = setInterval(() => {
    if ((writer.desiredSize ?? 0) > 0) write(": still here\n\n").catch(end);
  }, heartbeatMs);
  const lifetime = setTimeout(end, lifetimeMs);
  writer.closed.catch(end);

  socket.addEventListener("message", ({ data }) => {
    const message = feedMessage().parse(JSON.parse(String(data)));
    const written = write(toServerSent(message));
    written
      .then(() => {
        if (message.type === "position") socket.send(JSON.stringify({ type: "ack", seq: message.seq }));
      })
      .catch(end);
  });
  socket.addEventListener("close", ({ code, reason }) => {
    write(`event: closed\ndata: ${JSON.stringify({ code, reason })}\n\n`).catch(() => undefined);
    end();
  });
  write(`retry: ${RETRY_MS}\n\n`).catch(end);
  socket.accept();
  return readable;
}
