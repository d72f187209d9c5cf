import { z } from "zod";

/**
 * A connection to the feed as Server-Sent Events. Nothing is kept here: what the feed has sent and the client has not
 * taken yet is bounded by the feed's window, as a `position` is acknowledged only when everything before it has been
 * taken.
 */

export interface StreamPace {
  /** How often a silent stream shows that it is alive. */
  readonly heartbeatMs: number;
  /** After this the stream ends, and the client resumes: so it is never on an old version of us for long. */
  readonly lifetimeMs: number;
}

export const pace: StreamPace = { heartbeatMs: 15_000, lifetimeMs: 5 * 60_000 };
const RETRY_MS = 1_000;

const seq = z.number();
const feedMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("event"), event: z.looseObject({ seq }) }),
  z.object({ type: z.literal("hello"), seq, after_seq: seq }),
  z.object({ type: z.literal("gap"), after_seq: seq, next_seq: seq }),
  z.object({ type: z.enum(["caught_up", "position"]), seq }),
]);
type FeedMessage = z.infer<typeof feedMessage>;

/** Where a client is that has this message: what it sends as `Last-Event-ID` when it comes back. */
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

/** Events are unnamed, so that `onmessage` gets them; everything else has its type for a name. */
export function toServerSent(message: FeedMessage): string {
  const id = `id: ${positionAfter(message)}\n`;
  if (message.type === "event") return `${id}data: ${JSON.stringify(message.event)}\n\n`;
  const { type, ...data } = message;
  return `event: ${type}\n${id}data: ${JSON.stringify(data)}\n\n`;
}

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
    const message = feedMessage.parse(JSON.parse(String(data)));
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
