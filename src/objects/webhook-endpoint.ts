import { DurableObject } from "cloudflare:workers";
import type { EventSource } from "#events/log/record";
import { DeliveryStore, type DueDelivery } from "#events/webhook-endpoints/delivery-store";
import { matchesEventTypes } from "#events/webhook-endpoints/event-filter";
import { type AttemptResult, makeAttempt } from "#events/webhook-endpoints/make-attempt";
import { webhookMessageOf } from "#events/webhook-endpoints/message";
import { advanceReadSeq, readEndpointAndEvents } from "#events/webhook-endpoints/queries";
import { recordSkippedEvents } from "#events/webhook-endpoints/record-skipped-events";
import {
  type AttemptOutcome,
  attemptOutcomeOf,
  type EndpointHealth,
  healthAfter,
  healthy,
  MAX_PENDING,
  mustPause,
  nextAttemptAt,
  readLimit,
} from "#events/webhook-endpoints/retry-policy";
import { liveSecrets } from "#events/webhook-endpoints/secrets";
import { type StopCause, stopEndpoint } from "#events/webhook-endpoints/stop-endpoint";
import type { EndpointRow } from "#events/webhook-endpoints/table";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { describeError } from "#kernel/db/db";
import type { Delivery, DeliveryQuery, Message, WebhookObject } from "#kernel/ports/webhook-object";
import { createObjectContext } from "#runtime/object-context";
import { wakeSubscribers } from "#runtime/wake-subscribers";
import { runAlarm } from "./run-alarm";

/** Attempts at a time, so that one that hangs does not keep the others: Workers have six connections, the database needs one. */
const MAX_AT_ONCE = 5;
/** Events read from the log at a time. */
const PAGE = 100;
/** How old the row may be that an attempt is made by. */
const ROW_TRUST_MS = 10_000;
/** When to look again after the database could not be reached, or a delivery failed on our side. */
const TROUBLE_MS = 15_000;
/** An attempt that has not ended by then has died with its instance, and is made again. */
const LEASE_MS = 60_000;
const MIN_SLEEP_MS = 250;
const PRUNE_EVERY_MS = 60 * 60_000;

const STATE = "state";

interface State {
  /** How far the tenant's log has been read; null until something was. */
  readonly cursor: number | null;
  readonly health: EndpointHealth;
  /** The URL that `health` is of. */
  readonly url: string;
  /** The last attempt was not made because of where the URL leads, and the log has been told. */
  readonly refused: boolean;
}

const blank: State = { cursor: null, health: healthy, url: "", refused: false };

/**
 * Delivers its tenant's events to one webhook endpoint, by whose id it is named: a tail of the event log, which every
 * wake-up reads on from where it stopped. A shell: the rules are in `delivery.ts`. What is taken from the log is stored
 * together with the place in it, so nothing is left out; an attempt that dies is made again, under the same id.
 */
export class WebhookEndpoint extends DurableObject<Env> implements WebhookObject {
  #store: DeliveryStore | null = null;
  /** As last read; null before that, and once it is gone. */
  #row: EndpointRow | null = null;
  #readAt = 0;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  /** There was no room for a whole page of the log. */
  #isFull = false;
  /** The endpoint was deleted: nothing is written down any more. */
  #isGone = false;
  #prunedAt = 0;
  /** Attempts of this instance that are under way; gone with it. */
  readonly #inFlight = new Set<string>();
  readonly #lanes = new Set<Promise<void>>();

  async wake(): Promise<void> {
    await this.#read();
    this.ctx.waitUntil(this.#deliver());
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "WebhookEndpoint", id: this.ctx.id.toString(), now: Date.now };
    const done = await runAlarm(alarm, async () => {
      await this.#read();
      await this.#deliver();
    });
    if (!done) await this.ctx.storage.setAlarm(Date.now() + TROUBLE_MS);
  }

  async sendOnce(message: Message, requestKey: string | null): Promise<Delivery | null> {
    const earlier = requestKey === null ? undefined : this.#deliveries.testOf(requestKey);
    if (earlier) return earlier;
    const { db, newDeliveryId } = createObjectContext(this.env);
    const { row } = await readEndpointAndEvents(db, this.#id, 0, 0);
    if (!row) return null;
    const sent = await this.#send(row, message);
    const id = newDeliveryId();
    this.#deliveries.add({ id, message, redelivery: false, request: requestKey }, sent.at);
    const added = this.#deliveries.get(id);
    if (added)
      this.#deliveries.recordAttempt(
        added,
        sent,
        attemptOutcomeOf(sent) === "delivered" ? "delivered" : "failed",
        null,
      );
    return this.#deliveries.get(id) ?? null;
  }

  async redeliver(
    messages: readonly Message[],
    requestKey: string | null,
  ): Promise<{ kind: "accepted" } | { kind: "backlog_full" }> {
    const { newDeliveryId } = createObjectContext(this.env);
    if (this.#deliveries.pendingCount() + messages.length > MAX_PENDING) return { kind: "backlog_full" };
    const now = Date.now();
    for (const message of messages) {
      if (this.#deliveries.makeDueNow(message.eventId, now)) continue;
      this.#deliveries.add({ id: newDeliveryId(), message, redelivery: true, request: requestKey }, now);
    }
    this.#arm();
    await this.wake();
    return { kind: "accepted" };
  }

  async deliveries(query: DeliveryQuery): Promise<Delivery[]> {
    this.#deliveries.prune(Date.now());
    return this.#deliveries.list(query);
  }

  async eventIdsOf(deliveryIds: readonly string[]): Promise<string[]> {
    return this.#deliveries.eventIdsOf(deliveryIds);
  }

  get #id(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("A WebhookEndpoint is reached by its name only.");
    return name;
  }

  get #deliveries(): DeliveryStore {
    this.#store ??= new DeliveryStore(this.ctx.storage.sql);
    return this.#store;
  }

  get #state(): State {
    return this.ctx.storage.kv.get<State>(STATE) ?? blank;
  }

  #change(change: Partial<State>): void {
    this.ctx.storage.kv.put(STATE, { ...this.#state, ...change });
  }

  get #isEnabled(): boolean {
    return this.#row?.status === "enabled";
  }

  /** Reads the row and what is new in the log. Calls that come meanwhile are one more reading, not one each. */
  #read(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#readOn();
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        await this.#readPage();
      }
    } catch (error) {
      // Nothing is lost: the log stays, and what has been taken from it is stored here.
      console.error({ message: "the log could not be read", endpoint: this.#id, error: describeError(error) });
      this.#row = null;
      await this.ctx.storage.setAlarm(Date.now() + TROUBLE_MS);
    } finally {
      // In the same turn as the last look at #readAgain: nobody may get hold of a reading that is over.
      this.#reading = null;
    }
  }

  async #readPage(): Promise<void> {
    const { db, newDeliveryId } = createObjectContext(this.env);
    const { cursor } = this.#state;
    const room = this.#room;
    const { row, events } = await readEndpointAndEvents(db, this.#id, cursor, room);
    if (!row) return this.#forget();
    const now = Date.now();
    this.#row = row;
    this.#readAt = now;
    // A new address, or one that was set going again, is not blamed for what was before.
    if (!this.#isEnabled || row.url !== this.#state.url)
      this.#change({ url: row.url, health: healthy, refused: false });
    if (!this.#isEnabled) return;
    await this.#noteSkipped(row, cursor ?? row.readSeq, events[0]?.seq);
    for (const event of events.filter(({ type }) => matchesEventTypes(row.eventTypes, type))) {
      const message = webhookMessageOf(event);
      this.#deliveries.add({ id: newDeliveryId(), message, redelivery: false, request: null }, now);
    }
    const last = events.at(-1)?.seq ?? cursor;
    this.#change({ cursor: last });
    this.#prune(now);
    this.#arm();
    this.#isFull = room < PAGE;
    if (room > 0 && events.length === room) this.#readAgain = true;
    if (last !== null && last > row.readSeq) await advanceReadSeq(db, this.#id, last);
  }

  /** The log has no gaps: what is not where the reading goes on has left it while the endpoint was off. */
  async #noteSkipped(row: EndpointRow, after: number, next: number | undefined): Promise<void> {
    if (next === undefined || next === after + 1) return;
    const source = this.#source(row);
    await recordSkippedEvents(createObjectContext(this.env).db, source, row, { fromSeq: after + 1, toSeq: next - 1 });
    this.#readAgain = true;
    this.ctx.waitUntil(wakeSubscribers(this.env, source.changed.tenants));
  }

  #source({ tenantId }: EndpointRow) {
    const { newEventId } = createObjectContext(this.env);
    const changed = new ChangedSubjects();
    return { tenantId, actor: "system", requestId: "alarm", at: Date.now(), newEventId, changed } satisfies EventSource;
  }

  get #room(): number {
    return readLimit(this.#deliveries.pendingCount(), PAGE);
  }

  #forget(): void {
    this.#isGone = true;
    this.#row = null;
    this.#store = null;
    void this.ctx.storage.deleteAlarm();
    void this.ctx.storage.deleteAll();
  }

  #prune(now: number): void {
    if (now - this.#prunedAt < PRUNE_EVERY_MS) return;
    this.#prunedAt = now;
    this.#deliveries.prune(now);
  }

  /** Delivers whatever is due, and reads on in the log where that has made room. */
  async #deliver(): Promise<void> {
    do {
      while (this.#isEnabled && this.#nextDue()) {
        while (this.#lanes.size < MAX_AT_ONCE && this.#nextDue()) this.#openLane();
        await Promise.race(this.#lanes);
      }
      await Promise.all(this.#lanes);
    } while (await this.#madeRoom());
    if (!this.#isGone) this.#arm();
  }

  async #madeRoom(): Promise<boolean> {
    if (!this.#isEnabled || !this.#isFull || this.#room < PAGE) return false;
    await this.#read();
    return true;
  }

  #nextDue(): DueDelivery | undefined {
    return this.#deliveries.nextDue(Date.now(), this.#inFlight);
  }

  #openLane(): void {
    const next = this.#nextDue();
    if (!next) return;
    this.#inFlight.add(next.id);
    this.#arm();
    const lane = this.#attempt(next).finally(() => {
      this.#inFlight.delete(next.id);
      this.#lanes.delete(lane);
    });
    this.#lanes.add(lane);
  }

  async #attempt(delivery: DueDelivery): Promise<void> {
    try {
      if (Date.now() - this.#readAt > ROW_TRUST_MS) await this.#read();
      const row = this.#row;
      if (row?.status !== "enabled") return;
      const sent = await this.#send(row, delivery.message);
      if (!this.#isGone) await this.#judge(row, delivery, sent);
    } catch (error) {
      console.error({ message: "an attempt failed on our side", delivery: delivery.id, error: describeError(error) });
      this.#deliveries.postpone(delivery.id, Date.now() + TROUBLE_MS);
    }
  }

  async #send(row: EndpointRow, message: Message): Promise<AttemptResult> {
    const { config, resolve, vault } = createObjectContext(this.env);
    const secrets = await liveSecrets(vault, { tenantId: row.tenantId, rowId: row.id }, row.secrets, Date.now());
    const deps = {
      fetch: (url: string, init: RequestInit) => fetch(url, init),
      now: Date.now,
      resolve,
      loopbackTargets: config.loopbackTargets,
      timeoutMs: config.webhookTimeoutMs,
    };
    return await makeAttempt(deps, row.url, message, secrets);
  }

  /** Writes down what came of an attempt, in one synchronous run; then, if that is what it means, stops the endpoint. */
  async #judge(row: EndpointRow, delivery: DueDelivery, sent: AttemptResult): Promise<void> {
    const now = Date.now();
    const verdict = attemptOutcomeOf(sent);
    const made = delivery.attempts.length + 1;
    const nextAt = verdict === "delivered" ? null : nextAttemptAt(made, now, Math.random(), sent.retryAfterMs);
    const status = verdict === "delivered" ? "delivered" : nextAt === null ? "failed" : "pending";
    this.#deliveries.recordAttempt(delivery, sent, status, nextAt);
    const health = healthAfter(this.#state.health, verdict, now);
    this.#noteRefusal(sent);
    this.#change({ health });
    const stop = stopFor(verdict, health, now);
    if (stop) await this.#stop(row, stop);
  }

  #noteRefusal({ error }: AttemptResult): void {
    const refused = error === "url_not_allowed";
    if (refused === this.#state.refused) return;
    if (refused) console.error({ message: "a webhook target is not allowed any more", endpoint: this.#id });
    this.#change({ refused });
  }

  async #stop(row: EndpointRow, stop: StopCause): Promise<void> {
    const source = this.#source(row);
    try {
      await stopEndpoint(createObjectContext(this.env).db, source, row, stop);
      await this.#read();
      this.ctx.waitUntil(wakeSubscribers(this.env, source.changed.tenants));
    } catch (error) {
      // The next attempt leads to the same decision again.
      console.error({ message: "an endpoint was not stopped", endpoint: row.id, error: describeError(error) });
    }
  }

  #arm(): void {
    const now = Date.now();
    const dueAt = this.#isEnabled ? this.#deliveries.nextDueAt(this.#inFlight) : null;
    const lostAt = this.#inFlight.size > 0 ? now + LEASE_MS : null;
    const at = dueAt === null || lostAt === null ? (dueAt ?? lostAt) : Math.min(dueAt, lostAt);
    if (at !== null) void this.ctx.storage.setAlarm(Math.max(at, now + MIN_SLEEP_MS));
    else if (this.#row) void this.ctx.storage.deleteAlarm();
  }
}

function stopFor(verdict: AttemptOutcome, health: EndpointHealth, now: number): StopCause | null {
  if (verdict === "gone") return { reason: "gone" };
  const { failingSince, failures } = health;
  if (failingSince === null || !mustPause(health, now)) return null;
  return { reason: "failing", failingSince, failedAttempts: failures };
}
