import { DurableObject } from "cloudflare:workers";
import { feedOf } from "../compose/followers";
import { databaseOf } from "../compose/isolate";
import { eventsAfter, newestEvent } from "../events/tail";
import { accountForAlarm } from "../kernel/alarm";
import { describeError } from "../kernel/db";
import type { FeedObject, TicketAnswer, TicketRequest } from "../kernel/feed-object";
import { spend, type Window } from "../kernel/rate";
import { archivedEvents, isGood, keyLifetime } from "../tenants/queries";
import { type Closing, reasonOf } from "./closing";
import { CONNECTION_HEADER } from "./connect";
import { flood, MAX_MESSAGES, readMessage } from "./message";
import {
  acknowledge,
  deliver,
  endsAt,
  isWaiting,
  type Joined,
  join,
  type Page,
  type Reader,
  type Sent,
  subscribe,
  type Terms,
  windowFor,
} from "./reader";
import { noteStanding } from "./standing";
import { Tail } from "./tail";
import { admit, refusalOf, type StoredTicket, TICKET_TTL_MS } from "./ticket";
import { HEAL_MS, wakesAt } from "./upkeep";
import { type ClientMessage, type Connection, connection, PING, PONG, toLogEvent } from "./wire";

const TICKET = "ticket:";
/** Set for good once this object was full: there is a next one, which has to hear of every wake-up. */
const OVERFLOWED = "overflowed";

/**
 * A tenant's live connections, or a share of them: see `Reader` for what each is sent, `Tail` for when the log is read. A
 * shell: it keeps sockets, each with its reader attached so that it survives hibernation, tickets, and one alarm.
 */
export class LiveFeed extends DurableObject<Env> implements Omit<FeedObject, "fetch"> {
  readonly #readers = new Map<WebSocket, Reader>();
  /** Who is being let in: their tickets are used, their connections do not stand yet. */
  readonly #joining = new Set<StoredTicket>();
  readonly #rates = new WeakMap<WebSocket, Window>();
  readonly #tail = new Tail({
    positions: () => this.#ready(),
    read: async (after, limit) =>
      (await eventsAfter(databaseOf(this.env), this.#tenantId, after, limit)).map(toLogEvent),
    deliver: (page) => this.#deliver(page),
  });
  #failures = 0;
  #alarmAt: number | null = null;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    // An object that hibernated knows nothing of its alarm, and is not to put it off each time that it is woken.
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = await state.storage.getAlarm();
    });
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    for (const socket of state.getWebSockets()) {
      if (socket.readyState === WebSocket.OPEN) this.#readers.set(socket, socket.deserializeAttachment());
    }
  }

  /** Keeps a place for whoever comes with this ticket. */
  async issue({ hash, keyId, origin, limits }: TicketRequest): Promise<TicketAnswer> {
    const now = Date.now();
    const waiting = this.#forgetExpired(now);
    const holders = [...this.#readers.values(), ...this.#joining, ...waiting].map((holder) => holder.keyId);
    const answer = admit(holders, keyId, limits);
    if (answer === "full") this.ctx.storage.kv.put(OVERFLOWED, true);
    if (answer === "issued") {
      const ticket: StoredTicket = { keyId, origin, expiresAt: now + TICKET_TTL_MS };
      this.ctx.storage.kv.put(TICKET + hash, ticket);
      this.#arm();
    }
    return answer;
  }

  async poke(): Promise<void> {
    this.#wake();
    if (this.ctx.storage.kv.get(OVERFLOWED)) await feedOf(this.env, this.#tenantId, this.#shard + 1).poke();
  }

  /** Lets in the holder of a ticket: 101, or the name of the reason why not. */
  override async fetch(request: Request): Promise<Response> {
    const asked = connection.parse(JSON.parse(request.headers.get(CONNECTION_HEADER) ?? ""));
    const ticket = this.#take(asked.ticketHash);
    const refusal = refusalOf(ticket, asked, Date.now());
    if (refusal !== null || !ticket) return refused(refusal ?? "invalid_ticket");
    this.#joining.add(ticket);
    try {
      const joined = await this.#join(ticket.keyId, asked);
      return joined.kind === "joined" ? this.#accept(joined) : refused(joined.closing);
    } catch (error) {
      this.#logFailure(error);
      return refused("try_again");
    } finally {
      this.#joining.delete(ticket);
    }
  }

  /** A ticket is used by whoever shows it, whatever comes of it. */
  #take(hash: string): StoredTicket | undefined {
    const ticket = this.ctx.storage.kv.get<StoredTicket>(TICKET + hash);
    this.ctx.storage.kv.delete(TICKET + hash);
    return ticket;
  }

  async #join(keyId: string | null, { subscription, afterSeq }: Connection): Promise<Joined> {
    const db = databaseOf(this.env);
    const [[newest], [archived], [key]] = await db.batch([
      newestEvent(db, this.#tenantId),
      archivedEvents(db, this.#tenantId),
      keyLifetime(db, keyId),
    ]);
    if (keyId !== null && !isGood(key, Date.now())) return { kind: "refused", closing: "key_ended" };
    const archivedSeq = archived?.seq ?? 0;
    return join({
      keyId,
      keyExpiresAt: key?.expiresAt ?? null,
      subscription,
      chance: Math.random(),
      afterSeq,
      newest: Math.max(newest?.seq ?? 0, archivedSeq),
      archived: archivedSeq,
    });
  }

  #accept(first: Sent): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#send(server, first);
    this.#wake();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): void {
    const reader = this.#readers.get(socket);
    if (!reader) return;
    const rate = spend(this.#rates.get(socket), MAX_MESSAGES, Date.now());
    this.#rates.set(socket, rate.window);
    const read = rate.allowed ? readMessage(frame) : flood;
    if (read.kind === "refused") this.#close(socket, read.closing, read.detail);
    else this.#answer(socket, reader, read.message);
  }

  #answer(socket: WebSocket, reader: Reader, message: ClientMessage): void {
    const terms = this.#terms();
    switch (message.type) {
      case "ping":
        socket.send(PONG);
        break;
      case "subscribe":
        this.#send(socket, subscribe(reader, { topics: message.topics ?? null, subjects: message.subjects ?? null }));
        break;
      case "ack":
        this.#send(socket, acknowledge(reader, message.seq, terms));
        if (isWaiting(reader, terms.window)) this.#wake();
    }
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#readers.delete(socket);
    // The runtime does not always answer a close by itself, and of the codes that mean "none given" none may be sent.
    try {
      socket.close([1005, 1006, 1015].includes(code) ? 1000 : code, reason);
    } catch {}
  }

  override webSocketError(socket: WebSocket): void {
    this.#readers.delete(socket);
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "LiveFeed", id: this.ctx.id.toString(), now: Date.now };
    const done = await accountForAlarm(alarm, async () => {
      this.#alarmAt = null;
      this.#forgetExpired(Date.now());
      this.#endOverdue();
      await this.#follow();
      await this.#noteStanding();
    });
    // Also where nobody is connected any more: what was noted of them is to go.
    if (!done) this.#wakeAt(Date.now() + HEAL_MS);
  }

  async #noteStanding(): Promise<void> {
    const positions = [...this.#readers.values()].map(({ position }) => position);
    const standing = { tenantId: this.#tenantId, shard: this.#shard, positions, at: Date.now() };
    await noteStanding(databaseOf(this.env), standing);
  }

  get #tenantId(): string {
    return this.#name[0];
  }

  get #shard(): number {
    return Number(this.#name[1]);
  }

  get #name(): [tenantId: string, shard: string] {
    const [tenantId, shard = "0"] = this.ctx.id.name?.split("/") ?? [];
    if (tenantId === undefined) throw new Error("A LiveFeed is reached by its name only.");
    return [tenantId, shard];
  }

  #terms(): Terms {
    return { window: windowFor(this.#readers.size), now: Date.now() };
  }

  *#ready(): Generator<number> {
    const { window } = this.#terms();
    for (const reader of this.#readers.values()) if (!isWaiting(reader, window)) yield reader.position;
  }

  #wake(): void {
    if (this.#readers.size === 0) return;
    this.ctx.waitUntil(this.#follow());
  }

  /** Tells everybody everything; a log that cannot be read is read later. */
  async #follow(): Promise<void> {
    try {
      if (await this.#tail.follow()) this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#logFailure(error);
    }
    this.#arm();
  }

  #deliver(page: Page): void {
    this.#endOverdue();
    const ended = new Set(page.events.flatMap(({ endsKey }) => endsKey ?? []));
    const terms = this.#terms();
    for (const [socket, reader] of this.#readers) {
      if (reader.keyId !== null && ended.has(reader.keyId)) this.#close(socket, "key_ended");
      else if (reader.position >= page.after && !isWaiting(reader, terms.window)) {
        this.#send(socket, deliver(reader, page, terms));
      }
    }
  }

  /**
   * Both at once, with nothing awaited between: what was sent and the word that it was. A connection that one of them fails for
   * is at its end: it is closed, or its client would wait for ever.
   */
  #send(socket: WebSocket, { reader, messages }: Sent): void {
    try {
      for (const message of messages) socket.send(message);
      socket.serializeAttachment(reader);
      this.#readers.set(socket, reader);
    } catch {
      this.#close(socket, "send_failed");
    }
  }

  #endOverdue(): void {
    const now = Date.now();
    for (const [socket, reader] of this.#readers) {
      const end = endsAt(reader);
      if (end && end.at <= now) this.#close(socket, end.closing);
    }
  }

  #close(socket: WebSocket, closing: Closing, detail?: string): void {
    const keyId = this.#readers.get(socket)?.keyId;
    this.#readers.delete(socket);
    console.log({ message: "live connection closed", reason: closing, tenant_id: this.#tenantId, key_id: keyId });
    try {
      socket.close(...reasonOf(closing, detail));
    } catch {}
  }

  /** The tickets that can still be used. */
  #forgetExpired(now: number): StoredTicket[] {
    const tickets = [...this.ctx.storage.kv.list<StoredTicket>({ prefix: TICKET })];
    for (const [key, { expiresAt }] of tickets) if (expiresAt <= now) this.ctx.storage.kv.delete(key);
    return tickets.map(([, ticket]) => ticket).filter(({ expiresAt }) => expiresAt > now);
  }

  #arm(): void {
    const now = Date.now();
    const tickets = this.#forgetExpired(now);
    const at = wakesAt({ readers: this.#readers.values(), tickets, failures: this.#failures, now });
    if (at !== null) this.#wakeAt(Math.max(at, now + 1));
  }

  /** Each setting of the alarm is a paid write, so one that comes early enough is left as it is. */
  #wakeAt(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  #logFailure(error: unknown): void {
    console.error({
      message: "a live feed cannot read its log",
      tenant_id: this.#tenantId,
      error: describeError(error),
    });
  }
}

const refused = (closing: Closing): Response => new Response(closing, { status: 403 });
