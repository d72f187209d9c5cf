import { DurableObject } from "cloudflare:workers";
import { nextAlarmAt, POLL_MS, QUIET_MS } from "#events/live/alarm-time";
import type { CloseReason } from "#events/live/close-reasons";
import { CONNECTION_HEADER } from "#events/live/connect";
import { Connections } from "#events/live/connections";
import { saveFeedStatus } from "#events/live/feed-status";
import { LogReader } from "#events/live/log-reader";
import { type JoinResult, joinFeed, type SubscriberUpdate } from "#events/live/subscriber";
import { checkCapacity, checkTicket, type StoredTicket, TICKET_TTL_MS } from "#events/live/ticket";
import { TicketStore } from "#events/live/ticket-store";
import { type Connection, connection, PING, PONG, toLogEvent } from "#events/live/wire";
import { eventsAfter, newestEvent } from "#events/log/reads";
import { batchNamed, type Database, describeError } from "#kernel/db/db";
import type { FeedObject, TicketAnswer, TicketRequest } from "#kernel/ports/feed-object";
import { databasesOf } from "#runtime/databases";
import { feedOf } from "#runtime/wake-subscribers";
import { archivedEvents, isKeyUsable, keyLifetime } from "#tenants/queries";
import { runAlarm } from "./run-alarm";

/** Storage key, set for good once this object was full: a next shard exists, and wake-ups must be passed on to it. */
const OVERFLOWED = "overflowed";

/**
 * A tenant's live connections, or one shard of them, named `tenant` or `tenant/shard`. A shell: `Subscriber` decides
 * what each connection gets, `LogReader` when the event log is read, `Connections` owns the sockets. This class lets
 * clients in, receives wake-ups, and keeps the unused tickets and one alarm.
 *
 * **Invariant:** a connection's watermark is stored with its socket in the same turn that the messages are sent, so an
 * object that hibernates, crashes or misses a wake-up resumes exactly there.
 *
 * **Invariant:** while a client is connected or a ticket is unused, an alarm is set.
 */
export class LiveFeed extends DurableObject<Env> implements Omit<FeedObject, "fetch"> {
  readonly #connections: Connections;
  readonly #tickets: TicketStore;
  /** Clients whose ticket is redeemed and whose connection is not open yet. They count against the limits. */
  readonly #joining = new Set<StoredTicket>();
  readonly #logReader = new LogReader({
    watermarks: () => this.#connections.readyWatermarks(),
    read: async (after, limit) =>
      (await eventsAfter(await this.#database(), this.#tenantId, after, limit)).map(toLogEvent),
    deliver: (page) => this.#connections.deliver(page, Date.now()),
  });
  #failures = 0;
  #readAgainAt: number | null = null;
  #alarmAt: number | null = null;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    // After hibernation the alarm's time is unknown, and each wake-up must not postpone an alarm that is already set.
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = await state.storage.getAlarm();
    });
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#tickets = new TicketStore(state.storage.kv);
    this.#connections = new Connections(state.getWebSockets(), (closing, keyId) => {
      console.log({ message: "live connection closed", reason: closing, tenant_id: this.#tenantId, key_id: keyId });
    });
  }

  /** Stores a ticket, which reserves one connection until it is used or expires. */
  async issueTicket({ hash, keyId, origin, limits }: TicketRequest): Promise<TicketAnswer> {
    const now = Date.now();
    const unused = this.#tickets.deleteExpired(now);
    const keyIds = [...this.#connections.subscribers(), ...this.#joining, ...unused].map((holder) => holder.keyId);
    const answer = checkCapacity(keyIds, keyId, limits);
    if (answer === "full") this.ctx.storage.kv.put(OVERFLOWED, true);
    if (answer === "issued") {
      this.#tickets.add(hash, { keyId, origin, expiresAt: now + TICKET_TTL_MS });
      this.#setAlarm();
    }
    return answer;
  }

  async wake(): Promise<boolean> {
    this.#wake();
    if (this.ctx.storage.kv.get(OVERFLOWED)) {
      await feedOf(this.env, this.#tenantId, this.#shard + 1).wake();
      return true;
    }
    const isAwaited = this.#connections.size + this.#joining.size > 0;
    return isAwaited || this.#tickets.deleteExpired(Date.now()).length > 0;
  }

  /** Redeems a ticket and opens its connection: 101, or 403 with the `CloseReason` as body. */
  override async fetch(request: Request): Promise<Response> {
    const requested = connection().parse(JSON.parse(request.headers.get(CONNECTION_HEADER) ?? ""));
    const ticket = this.#tickets.redeem(requested.ticketHash);
    const refusal = checkTicket(ticket, requested, Date.now());
    if (refusal !== null || !ticket) return refused(refusal ?? "invalid_ticket");
    this.#joining.add(ticket);
    try {
      const joined = await this.#join(ticket.keyId, requested);
      return joined.kind === "joined" ? this.#accept(joined) : refused(joined.closing);
    } catch (error) {
      this.#logFailure(error);
      return refused("try_again");
    } finally {
      this.#joining.delete(ticket);
    }
  }

  async #join(keyId: string | null, { subscription, afterSeq }: Connection): Promise<JoinResult> {
    const db = await this.#database();
    const {
      newest: [newest],
      archived: [archived],
      key: [key],
    } = await batchNamed(db, {
      newest: newestEvent(db, this.#tenantId),
      archived: archivedEvents(db, this.#tenantId),
      key: keyLifetime(db, keyId),
    });
    if (keyId !== null && !isKeyUsable(key, Date.now())) return { kind: "refused", closing: "key_ended" };
    if (key && key.tenantStatus !== "active") return { kind: "refused", closing: "tenant_inactive" };
    const archivedSeq = archived?.seq ?? 0;
    return joinFeed({
      keyId,
      keyExpiresAt: key?.expiresAt ?? null,
      subscription,
      random: Math.random(),
      afterSeq,
      newestSeq: Math.max(newest?.seq ?? 0, archivedSeq),
      archivedSeq,
    });
  }

  #accept(first: SubscriberUpdate): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#connections.send(server, first);
    // Isolates may still believe that there is no listener, and so call no object.
    if (this.#connections.size === 1) this.#readAgainAt = Date.now() + QUIET_MS;
    this.#wake();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): void {
    if (this.#connections.receive(socket, frame, Date.now()) === "takes_more") this.#wake();
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#connections.remove(socket);
    // workerd does not always answer a close by itself. It refuses to send 1005, 1006 and 1015, which mean "no code".
    try {
      socket.close([1005, 1006, 1015].includes(code) ? 1000 : code, reason);
    } catch {}
  }

  override webSocketError(socket: WebSocket): void {
    this.#connections.remove(socket);
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "LiveFeed", id: this.ctx.id.toString(), now: Date.now };
    const succeeded = await runAlarm(alarm, async () => {
      this.#alarmAt = null;
      if (this.#readAgainAt !== null && this.#readAgainAt <= Date.now()) this.#readAgainAt = null;
      this.#tickets.deleteExpired(Date.now());
      this.#connections.closeOverdue(Date.now());
      await this.#deliver();
      await this.#saveStatus();
    });
    // Also without connections: the row with their status must be deleted.
    if (!succeeded) this.#setAlarmBy(Date.now() + POLL_MS);
  }

  async #saveStatus(): Promise<void> {
    const watermarks = [...this.#connections.subscribers()].map(({ watermark }) => watermark);
    const status = { tenantId: this.#tenantId, shard: this.#shard, watermarks, at: Date.now() };
    await saveFeedStatus(await this.#database(), status);
  }

  async #database(): Promise<Database> {
    return (await databasesOf(this.env).ofTenant(this.#tenantId)).db;
  }

  get #tenantId(): string {
    return this.#name[0];
  }

  get #shard(): number {
    return Number(this.#name[1]);
  }

  get #name(): [tenantId: string, shard: string] {
    const [tenantId, shard = "0"] = this.ctx.id.name?.split("/") ?? [];
    if (tenantId === undefined) throw new Error("A LiveFeed must be addressed by name, not by id.");
    return [tenantId, shard];
  }

  #wake(): void {
    if (this.#connections.size === 0) return;
    this.ctx.waitUntil(this.#deliver());
  }

  /** Delivers the backlog of every subscriber. If the log can't be read, the alarm tries again. */
  async #deliver(): Promise<void> {
    try {
      if (await this.#logReader.readToEnd()) this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#logFailure(error);
    }
    this.#setAlarm();
  }

  #setAlarm(): void {
    const now = Date.now();
    const tickets = this.#tickets.deleteExpired(now);
    const subscribers = this.#connections.subscribers();
    const at = nextAlarmAt({
      subscribers,
      tickets,
      failures: this.#failures,
      readAgainAt: this.#readAgainAt,
      now,
    });
    if (at !== null) this.#setAlarmBy(Math.max(at, now + 1));
  }

  /** Keeps an alarm that fires early enough: Cloudflare bills each `setAlarm` as one row written. */
  #setAlarmBy(at: number): void {
    if (this.#alarmAt !== null && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  #logFailure(error: unknown): void {
    console.error({
      message: "live feed could not read the event log; it retries by alarm",
      tenant_id: this.#tenantId,
      error: describeError(error),
    });
  }
}

const refused = (closing: CloseReason): Response => new Response(closing, { status: 403 });
