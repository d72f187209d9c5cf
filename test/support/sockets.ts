import { env, exports } from "cloudflare:workers";
import type { LiveFeed } from "#index";
import { BASE, type Json } from "./api";
import type { Tenant } from "./seed";

/** The objects of a tenant's live feed, to evict them or to look into them. */
export const feedOf = (tenantId: string, shard = 0): DurableObjectStub<LiveFeed> =>
  env.FEEDS.getByName(shard === 0 ? tenantId : `${tenantId}/${shard}`);

export interface Settings {
  /** Of the URL: `after_seq=3&event_types=order.*`. */
  readonly query?: string;
  readonly origin?: string;
  /** Whether to acknowledge positions, as a client should. */
  readonly acknowledges?: boolean;
  /** How to reach the Worker, if not as everybody does. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

const direct = (request: Request): Promise<Response> => exports.default.fetch(request);

export const upgrade = (headers: Record<string, string>, { query = "", fetch = direct }: Settings = {}) =>
  fetch(new Request(`${BASE}/v1/live${query && `?${query}`}`, { headers: { upgrade: "websocket", ...headers } }));

/** A WebSocket client of the feed, and all that it was sent. */
export class Client {
  readonly messages: Json[] = [];
  readonly #socket: WebSocket;
  closed: { code: number; reason: string } | null = null;
  #hasLeft = false;

  constructor(socket: WebSocket, acknowledges = true) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (this.#hasLeft) return;
      const message = JSON.parse(String(data));
      this.messages.push(message);
      if (acknowledges && message.type === "position") this.send({ type: "ack", seq: message.seq });
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
  }

  get seqs(): number[] {
    return this.messages.filter(({ type }) => type === "event").map(({ event }) => event.seq);
  }

  /** The last `seq` in any message of the feed: where to resume. */
  get position(): number {
    const { seq, event, after_seq, next_seq, type } = this.messages.at(-1) ?? {};
    if (type === "hello") return after_seq;
    return next_seq === undefined ? (event?.seq ?? seq) : next_seq - 1;
  }

  typed(type: string): Json[] {
    return this.messages.filter((message) => message.type === type);
  }

  send(message: object | string): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** Leaves, and hears nothing more. */
  close(code?: number): void {
    this.#hasLeft = true;
    this.#socket.close(code);
  }
}

async function clientOf(response: Response, acknowledges?: boolean): Promise<Client> {
  if (!response.webSocket) throw new Error(`No WebSocket but ${response.status}: ${await response.text()}`);
  return new Client(response.webSocket, acknowledges);
}

export async function ticketFor({ api }: Pick<Tenant, "api">, body: object = {}): Promise<string> {
  const made = await api.post("/v1/live/tickets", body);
  if (made.status !== 200) throw new Error(`No ticket but ${made.status}: ${made.body.code}`);
  return made.body.ticket;
}

export async function connectWith(ticket: string, settings: Settings = {}): Promise<Client> {
  const headers = {
    "sec-websocket-protocol": `phone-manager.v1, ticket.${ticket}`,
    ...(settings.origin && { origin: settings.origin }),
  };
  return await clientOf(await upgrade(headers, settings), settings.acknowledges);
}

export const connect = async (tenant: Pick<Tenant, "api">, settings: Settings = {}): Promise<Client> =>
  await connectWith(await ticketFor(tenant), settings);
