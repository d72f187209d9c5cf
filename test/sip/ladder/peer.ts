import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** A peer on this machine that does what a script says. */

export interface Peer {
  readonly port: number;
  /** All bytes that came, as text, per connection. */
  readonly received: string[];
  close(): Promise<void>;
}

/** `onText` gets all that a connection has sent so far, each time more comes. */
export interface Script {
  readonly onOpen?: (socket: Socket) => void;
  readonly onText?: (text: string, socket: Socket) => void;
}

export async function startPeer(script: Script, tls?: TlsOptions): Promise<Peer> {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    const at = received.push("") - 1;
    script.onOpen?.(socket);
    socket.on("data", (bytes) => {
      received[at] += bytes.toString("latin1");
      script.onText?.(received[at] ?? "", socket);
    });
  };
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The peer has no port.");
  return {
    port: address.port,
    received,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The header fields of an answer that are copied from the request. */
export function answerTo(request: string, statusLine: string, more: readonly string[] = []): string {
  const copied = request.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  const lines = [
    `SIP/2.0 ${statusLine}`,
    ...copied.map((line) => (line.startsWith("To:") ? `${line};tag=peer` : line)),
  ];
  return [...lines, ...more, "Content-Length: 0", "", ""].join("\r\n");
}

/** A peer that answers each OPTIONS with what `answer` makes of it. */
export const answering = (answer: (request: string, count: number) => string): Script => {
  let count = 0;
  return {
    onText: (text, socket) => {
      if (!text.endsWith("\r\n\r\n")) return;
      const request = text.split(/(?=OPTIONS sip:)/).at(-1) ?? "";
      count += 1;
      socket.write(answer(request, count));
    },
  };
};
