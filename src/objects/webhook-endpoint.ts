import { DurableObject } from "cloudflare:workers";
import type { EventSource } from "#events/log/record";
import { AttemptPool } from "#events/webhook-endpoints/attempt-pool";
import { DeliveryStore, type DueDelivery } from "#events/webhook-endpoints/delivery-store";
import { EndpointState } from "#events/webhook-endpoints/endpoint-state";
import { EventIntake } from "#events/webhook-endpoints/event-intake";
import { type AttemptResult, makeAttempt } from "#events/webhook-endpoints/make-attempt";
import { advanceReadSeq, readEndpointAndEvents, tenantOfEndpoint } from "#events/webhook-endpoints/queries";
import { recordSkippedEvents } from "#events/webhook-endpoints/record-skipped-events";
import {
  attemptOutcomeOf,
  healthAfter,
  MAX_PENDING,
  nextAttemptAt,
  type StopCause,
  stopCauseOf,
} from "#events/webhook-endpoints/retry-policy";
import { liveSecrets } from "#events/webhook-endpoints/secrets";
import { stopEndpoint } from "#events/webhook-endpoints/stop-endpoint";
import type { EndpointRow, Skipped } from "#events/webhook-endpoints/table";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, describeError } from "#kernel/db/db";
import { findInAny } from "#kernel/ports/databases";
import type { Delivery, DeliveryQuery, Message, WebhookObject } from "#kernel/ports/webhook-object";
import { createObjectContext } from "#runtime/object-context";
import { thenWake } from "#runtime/wake-subscribers";
import { runAlarm } from "./run-alarm";

/** When to try again after the database could not be reached, or an attempt failed on our side. */
const RECOVERY_MS = 15_000;
/** An attempt that has not ended by then was lost with its instance, and is made again. */
const ATTEMPT_LEASE_MS = 60_000;
/** How much earlier than needed an alarm may be that is kept. */
const EARLY_MS = 5_000;
const MIN_SLEEP_MS = 250;
const PRUNE_EVERY_MS = 60 * 60_000;

/**
 * Delivers a tenant's events to one webhook endpoint; the endpoint's id is the object's name. A shell: `EventIntake`
 * turns events into deliveries, `AttemptPool` makes attempts concurrently, `retry-policy.ts` has the rules. Recovery:
 * wake-ups, the alarm and a cron that finds lagging endpoints all just read on from the stored cursor, so any of them
 * may be lost.
 *
 * **Invariant:** an event's delivery is stored in the same turn as the cursor that passes it, so every event that
 * matches is attempted until it is delivered, given up after `MAX_ATTEMPTS`, or recorded as skipped.
 *
 * **Invariant:** every attempt of an event sends the same `webhook-id` and body. A lost instance may repeat an attempt.
 */
export class WebhookEndpoint extends DurableObject<Env> implements WebhookObject {
  #store: DeliveryStore | null = null;
  readonly #state = new EndpointState(this.ctx.storage.kv);
  /** The endpoint was deleted: nothing is stored any more. */
  #isDeleted = false;
  #tenantId: string | null = null;
  /** The alarm as this instance set it last; `null` if it set none, or that one has fired. */
  #alarmAt: number | null = null;
  readonly #intake = new EventIntake({
    state: this.#state,
    deliveries: () => this.#deliveries,
    read: async (cursor, limit) => readEndpointAndEvents(await this.#database(), this.#id, cursor, limit),
    saveReadSeq: async (seq) => advanceReadSeq(await this.#database(), this.#id, seq),
    recordSkipped: (row, range) => this.#recordSkipped(row, range),
    newDeliveryId: () => createObjectContext(this.env).newDeliveryId(),
    now: Date.now,
    onRead: () => {
      this.#pruneIfDue();
      this.#setAlarm(true);
    },
    onDeleted: () => this.#deleteStorage(),
    onError: async (error) => {
      const message = "webhook endpoint could not read the event log; it retries by alarm";
      console.error({ message, endpoint: this.#id, error: describeError(error) });
      this.#setAlarmBy(Date.now() + RECOVERY_MS);
    },
  });
  readonly #attempts = new AttemptPool({
    nextDue: (inFlight) => (this.#intake.isEnabled ? this.#deliveries.nextDue(Date.now(), inFlight) : undefined),
    attempt: (delivery) => this.#attempt(delivery),
    onStart: () => this.#setAlarm(),
  });

  async wake(): Promise<void> {
    await this.#intake.read();
    this.ctx.waitUntil(this.#deliver());
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "WebhookEndpoint", id: this.ctx.id.toString(), now: Date.now };
    const succeeded = await runAlarm(alarm, async () => {
      this.#alarmAt = null;
      await this.#intake.read();
      await this.#deliver();
    });
    if (!succeeded) this.#setAlarmBy(Date.now() + RECOVERY_MS);
  }

  async sendOnce(message: Message, requestKey: string | null): Promise<Delivery | null> {
    const earlier = requestKey === null ? undefined : this.#deliveries.testOf(requestKey);
    if (earlier) return earlier;
    const { newDeliveryId } = createObjectContext(this.env);
    const { row } = await readEndpointAndEvents(await this.#database(), this.#id, 0, 0);
    if (!row) return null;
    const result = await this.#send(row, message);
    const id = newDeliveryId();
    this.#deliveries.add({ id, message, redelivery: false, requestKey }, result.at);
    const added = this.#deliveries.get(id);
    const status = attemptOutcomeOf(result) === "delivered" ? "delivered" : "failed";
    if (added) this.#deliveries.recordAttempt(added, result, status, null);
    return this.#deliveries.get(id) ?? null;
  }

  async redeliver(
    messages: readonly Message[],
    requestKey: string | null,
  ): Promise<{ kind: "accepted" } | { kind: "backlog_full" }> {
    const { newDeliveryId } = createObjectContext(this.env);
    if (this.#deliveries.pendingCount() + messages.length > MAX_PENDING) return { kind: "backlog_full" };
    const now = Date.now();
    const pending = this.#deliveries.makeDueNow(
      messages.map(({ eventId }) => eventId),
      now,
    );
    for (const message of messages) {
      if (pending.has(message.eventId)) continue;
      this.#deliveries.add({ id: newDeliveryId(), message, redelivery: true, requestKey }, now);
      pending.add(message.eventId);
    }
    this.#setAlarm();
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
    if (name === undefined) throw new Error("A WebhookEndpoint must be addressed by name, not by id.");
    return name;
  }

  /** The database of the endpoint's tenant. The object's name is the endpoint's id alone, so it looks for the row. */
  async #database(): Promise<Database> {
    const { databases } = createObjectContext(this.env);
    if (databases.all.length === 1) return databases.first.db;
    this.#tenantId ??= (await findInAny(databases.all, ({ db }) => tenantOfEndpoint(db, this.#id))) ?? null;
    return this.#tenantId === null ? databases.first.db : (await databases.ofTenant(this.#tenantId)).db;
  }

  get #deliveries(): DeliveryStore {
    this.#store ??= new DeliveryStore(this.ctx.storage.sql);
    return this.#store;
  }

  /** Attempts whatever is due, and reads on in the log when that has made room. */
  async #deliver(): Promise<void> {
    do await this.#attempts.drain();
    while (await this.#intake.readIfRoom());
    if (!this.#isDeleted) this.#setAlarm();
  }

  async #attempt(delivery: DueDelivery): Promise<void> {
    try {
      const row = await this.#intake.freshRow();
      if (row?.status !== "enabled") return;
      const result = await this.#send(row, delivery.message);
      if (!this.#isDeleted) await this.#recordResult(row, delivery, result);
    } catch (error) {
      const message = "webhook attempt failed on our side; it is made again";
      console.error({ message, delivery: delivery.id, error: describeError(error) });
      this.#deliveries.postpone(delivery.id, Date.now() + RECOVERY_MS);
    }
  }

  async #send(row: EndpointRow, message: Message): Promise<AttemptResult> {
    const { config, resolve, vault } = createObjectContext(this.env);
    const secrets = await liveSecrets(vault, { tenantId: row.tenantId, rowId: row.id }, row.secrets, Date.now());
    const deps = {
      fetch: (url: string, init: RequestInit) => fetch(url, init),
      now: Date.now,
      resolve,
      config,
      timeoutMs: config.webhookTimeoutMs,
    };
    return await makeAttempt(deps, row.url, message, secrets);
  }

  /** Stores an attempt's result and the endpoint's health in one turn; then stops the endpoint if the rules say so. */
  async #recordResult(row: EndpointRow, delivery: DueDelivery, result: AttemptResult): Promise<void> {
    const now = Date.now();
    const outcome = attemptOutcomeOf(result);
    const made = delivery.attempts.length + 1;
    const nextAt = outcome === "delivered" ? null : nextAttemptAt(made, now, Math.random(), result.retryAfterMs);
    const status = outcome === "delivered" ? "delivered" : nextAt === null ? "failed" : "pending";
    this.#deliveries.recordAttempt(delivery, result, status, nextAt);
    const health = healthAfter(this.#state.get().health, outcome, now);
    this.#logRefusedUrl(result);
    this.#state.update({ health });
    const cause = stopCauseOf(outcome, health, now);
    if (cause) await this.#stop(row, cause);
  }

  #logRefusedUrl({ error }: AttemptResult): void {
    const urlRefused = error === "url_not_allowed";
    if (urlRefused === this.#state.get().urlRefused) return;
    if (urlRefused) {
      console.error({
        message: "webhook endpoint's URL now leads to an address that is not allowed",
        endpoint: this.#id,
      });
    }
    this.#state.update({ urlRefused });
  }

  async #stop(row: EndpointRow, cause: StopCause): Promise<void> {
    try {
      const db = await this.#database();
      await this.#recordChange(row, (source) => stopEndpoint(db, source, row, cause));
      await this.#intake.read();
    } catch (error) {
      const message = "webhook endpoint could not be stopped; the next failed attempt tries again";
      console.error({ message, endpoint: row.id, error: describeError(error) });
    }
  }

  #recordSkipped(row: EndpointRow, range: Omit<Skipped, "at">): Promise<void> {
    return this.#recordChange(row, async (source) => recordSkippedEvents(await this.#database(), source, row, range));
  }

  /** Writes a change of the endpoint that is an event itself, and wakes the tenant's subscribers. */
  async #recordChange({ tenantId }: EndpointRow, write: (source: EventSource) => Promise<void>): Promise<void> {
    const { newEventId } = createObjectContext(this.env);
    const changed = new ChangedSubjects();
    const source = { tenantId, actor: "system", requestId: "alarm", at: Date.now(), newEventId, changed } as const;
    await thenWake(this.env, this.ctx, changed, () => write(source));
  }

  #deleteStorage(): void {
    this.#isDeleted = true;
    this.#store = null;
    this.#alarmAt = null;
    void this.ctx.storage.deleteAlarm();
    void this.ctx.storage.deleteAll();
  }

  /** Reads the whole log, so an instance must not do it only because it is new. */
  #pruneIfDue(): void {
    const now = Date.now();
    if (Math.abs(now - this.#state.get().prunedAt) < PRUNE_EVERY_MS) return;
    this.#state.update({ prunedAt: now });
    this.#deliveries.prune(now);
  }

  /**
   * Sets the alarm for the next due attempt, or for the end of the lease of those in flight, whichever is first.
   * `attemptsFollow`: this invocation attempts what is due now, so the alarm is for the case that it dies.
   */
  #setAlarm(attemptsFollow = false): void {
    const now = Date.now();
    const { inFlight } = this.#attempts;
    const dueAt = this.#intake.isEnabled ? this.#deliveries.nextDueAt(inFlight) : null;
    const isAttempted = attemptsFollow && dueAt !== null && dueAt <= now;
    const leaseEndsAt = isAttempted || inFlight.size > 0 ? now + ATTEMPT_LEASE_MS : null;
    const at = Math.min(
      (isAttempted ? null : dueAt) ?? Number.POSITIVE_INFINITY,
      leaseEndsAt ?? Number.POSITIVE_INFINITY,
    );
    if (Number.isFinite(at)) this.#setAlarmBy(Math.max(at, now + MIN_SLEEP_MS));
    else if (this.#intake.row) {
      this.#alarmAt = null;
      void this.ctx.storage.deleteAlarm();
    }
  }

  /** Keeps an alarm that fires hardly earlier: Cloudflare bills each `setAlarm` as one row written. */
  #setAlarmBy(at: number): void {
    if (this.#alarmAt !== null && at - EARLY_MS <= this.#alarmAt && this.#alarmAt <= at) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }
}
