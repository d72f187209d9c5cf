import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

// biome-ignore lint/suspicious/noExplicitAny: messages of a protocol under test.
export type Message = any;

/** What an agent does with each message; `say` sends one. */
type Behaviour = (message: Message, agent: { say(message: object | string): void; close(): void }) => void;

/** An agent's server on this machine: it refuses with a status, or opens the WebSocket and behaves. */
export interface AgentServer {
  readonly url: string;
  /** Messages of all connections, in order. */
  readonly received: Message[];
  readonly requests: IncomingMessage[];
  behave: Behaviour;
  /** Refuses handshakes with this status. */
  refuseWith: number | null;
  /** Resolves when no connection is open: each message that was sent has been received. */
  closed(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAgentServer(): Promise<AgentServer> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((_, response) => response.writeHead(404).end());
  const agent: AgentServer = {
    url: "",
    received: [],
    requests: [],
    behave: () => undefined,
    refuseWith: null,
    closed: async () => {
      await Promise.all([...sockets.clients].map((socket) => once(socket, "close")));
    },
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
  server.on("upgrade", (request, socket, head) => {
    agent.requests.push(request);
    if (agent.refuseWith !== null) {
      socket.end(`HTTP/1.1 ${agent.refuseWith} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      opened.on("message", (data) => {
        const message = JSON.parse(String(data));
        agent.received.push(message);
        const say = (answer: object | string) =>
          opened.send(typeof answer === "string" ? answer : JSON.stringify(answer));
        agent.behave(message, { say, close: () => opened.close(1000) });
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(agent, { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
