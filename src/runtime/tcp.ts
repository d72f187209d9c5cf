import { connect } from "cloudflare:sockets";
import type { ConnectTcp, TcpConnection, TcpFailure, TcpRead } from "#kernel/ports/tcp";

/**
 * TCP over the sockets of Workers. They leave things open that must not hang: `opened` of a silent peer never resolves,
 * and neither does `close()` then. So each step has a timer here, and `close()` is never awaited.
 */

const ignore = (): void => undefined;

/** The value, or `late` if it takes longer. The promise must not reject. */
async function within<Value, Late>(promise: Promise<Value>, timeoutMs: number, late: Late): Promise<Value | Late> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer ?? null);
  }
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** `connect()` throws at once for hosts and ports that it cannot read. */
function openSocket(host: string, port: number, secureTransport: "off" | "starttls"): Socket | null {
  try {
    return connect({ hostname: bracketed(host), port }, { secureTransport, allowHalfOpen: false });
  } catch {
    return null;
  }
}

/** Waits until the socket is open, and gives it up otherwise. */
async function openedWithin(socket: Socket, timeoutMs: number): Promise<"opened" | TcpFailure> {
  socket.closed.catch(ignore);
  const opened = socket.opened.then(
    () => "opened" as const,
    () => "refused" as const,
  );
  const result = await within(opened, timeoutMs, "timeout" as const);
  if (result !== "opened") abandon(socket);
  return result;
}

const abandon = (socket: Socket): void => void socket.close().catch(ignore);

export const workerSockets: ConnectTcp = {
  async plain({ address, port }, timeoutMs) {
    const socket = openSocket(address, port, "off");
    if (!socket) return "refused";
    const opened = await openedWithin(socket, timeoutMs);
    return opened === "opened" ? connectionOver(socket) : opened;
  },

  async secure({ name, address, port }, timeoutMs) {
    const endsAt = Date.now() + timeoutMs;
    const socket = openSocket(name ?? address, port, "starttls");
    if (!socket) return "refused";
    const opened = await openedWithin(socket, timeoutMs);
    if (opened !== "opened") return opened;
    const secured = socket.startTls();
    const handshake = await openedWithin(secured, Math.max(endsAt - Date.now(), 0));
    if (handshake === "opened") return connectionOver(secured);
    return handshake === "refused" ? "no_tls" : handshake;
  },
};

function connectionOver(socket: Socket): TcpConnection {
  const reader: ReadableStreamDefaultReader<Uint8Array> = socket.readable.getReader();
  const writer: WritableStreamDefaultWriter<Uint8Array> = socket.writable.getWriter();
  writer.closed.catch(ignore);
  reader.closed.catch(ignore);
  let pending: Promise<TcpRead> | null = null;
  return {
    async read(timeoutMs) {
      pending ??= reader.read().then(
        ({ done, value }): TcpRead => (done ? { kind: "ended" } : { kind: "bytes", bytes: value }),
        (): TcpRead => ({ kind: "broken" }),
      );
      const read = await within(pending, timeoutMs, { kind: "timeout" } as const);
      if (read.kind !== "timeout") pending = null;
      return read;
    },
    write(bytes, timeoutMs) {
      const written = writer.write(bytes).then(
        () => true,
        () => false,
      );
      return within(written, timeoutMs, false);
    },
    close: () => abandon(socket),
  };
}
