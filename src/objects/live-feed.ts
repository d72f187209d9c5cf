import { DurableObject } from "cloudflare:workers";
import type { Closing } from "#events/live/closing";
import { CONNECTION_HEADER } from "#events/live/connect";
import { Connections } from "#events/live/connections";
import { type Joined, join, type SentUpTo } from "#events/live/reader";
import { noteStanding } from "#events/live/standing";
import { Tail } from "#events/live/tail";
import { redeemTicket, refusalOf, type StoredTicket, TICKET_TTL_MS } from "#events/live/ticket";
import { TicketStore } from "#events/live/ticket-store";
import { HEAL_MS, nextUpkeepAt } from "#events/live/upkeep";
import { type Connection, connection, PING, PONG, toLogEvent } from "#events/live/wire";
import { eventsAfter, newestEvent } from "#events/log/tail";
import { batchNamed, describeError } from "#kernel/db/db";
import { accountForAlarm } from "#kernel/ports/alarm";
import type { FeedObject, TicketAnswer, TicketRequest } from "#kernel/ports/feed-object";
import { databaseOf } from "#runtime/isolate";
import { feedOf } from "#runtime/subscribers";
import { archivedEvents, isGood, keyLifetime } from "#tenants/queries";

/** Set for good once this object was full: there is a next one, which has to hear of every wake-up. */
const OVERFLOWED = "overflowed";

/**
 * A tenant's live connections, or a share of them: see `Reader` for what each is sent, `Tail` for when the log is read,
 * `Connections` for the sockets. A shell: it lets clients in, hears of wake-ups, and keeps tickets and one alarm.
 */
export class LiveFeed extends DurableObject<Env> implements Omit<FeedObject, "fetch"> {
  readonly #connections: Connections;
  readonly #tickets: TicketStore;
  /** Who is being let in: their tickets are used, their connections do not stand yet. */
  readonly #joining = new Set<StoredTicket>();
  readonly #tail = new Tail({
    positions: () => this.#connections.ready(),
    read: async (after, limit) =>
      (await eventsAfter(databaseOf(this.env), this.#tenantId, after, limit)).map(toLogEvent),
    deliver: (page) => this.#connections.deliver(page, Date.now()),
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
    this.#tickets = new TicketStore(state.storage.kv);
    this.#connections = new Connections(state.getWebSockets(), (closing, keyId) => {
      console.log({ message: "live connection closed", reason: closing, tenant_id: this.#tenantId, key_id: keyId });
    });
  }

  /** Keeps a place for whoever comes with this ticket. */
  async issue({ hash, keyId, origin, limits }: TicketRequest): Promise<TicketAnswer> {
    const now = Date.now();
    const waiting = this.#tickets.forgetExpired(now);
    const holders = [...this.#connections.readers(), ...this.#joining, ...waiting].map((holder) => holder.keyId);
    const answer = redeemTicket(holders, keyId, limits);
    if (answer === "full") this.ctx.storage.kv.put(OVERFLOWED, true);
    if (answer === "issued") {
      this.#tickets.keep(hash, { keyId, origin, expiresAt: now + TICKET_TTL_MS });
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
    const ticket = this.#tickets.take(asked.ticketHash);
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

  async #join(keyId: string | null, { subscription, afterSeq }: Connection): Promise<Joined> {
    const db = databaseOf(this.env);
    const {
      newest: [newest],
      archived: [archived],
      key: [key],
    } = await batchNamed(db, {
      newest: newestEvent(db, this.#tenantId),
      archived: archivedEvents(db, this.#tenantId),
      key: keyLifetime(db, keyId),
    });
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

  #accept(first: SentUpTo): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#connections.send(server, first);
    this.#wake();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): void {
    if (this.#connections.hear(socket, frame, Date.now()) === "takes_more") this.#wake();
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#connections.forget(socket);
    // The runtime does not always answer a close by itself, and of the codes that mean "none given" none may be sent.
    try {
      socket.close([1005, 1006, 1015].includes(code) ? 1000 : code, reason);
    } catch {}
  }

  override webSocketError(socket: WebSocket): void {
    this.#connections.forget(socket);
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "LiveFeed", id: this.ctx.id.toString(), now: Date.now };
    const done = await accountForAlarm(alarm, async () => {
      this.#alarmAt = null;
      this.#tickets.forgetExpired(Date.now());
      this.#connections.endOverdue(Date.now());
      await this.#follow();
      await this.#noteStanding();
    });
    // Also where nobody is connected any more: what was noted of them is to go.
    if (!done) this.#wakeAt(Date.now() + HEAL_MS);
  }

  async #noteStanding(): Promise<void> {
    const positions = [...this.#connections.readers()].map(({ position }) => position);
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

  #wake(): void {
    if (this.#connections.size === 0) return;
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

  #arm(): void {
    const now = Date.now();
    const tickets = this.#tickets.forgetExpired(now);
    const at = nextUpkeepAt({ readers: this.#connections.readers(), tickets, failures: this.#failures, now });
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
