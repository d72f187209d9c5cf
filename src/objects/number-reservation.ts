import { DurableObject } from "cloudflare:workers";
import { adoptNumber, discardNumber } from "#acquisition/number-state/adopt-number";
import {
  applyBuyAnswer,
  applyLookUpAnswer,
  applyStoppedTenant,
  hasWaited,
} from "#acquisition/number-state/apply-carrier-answer";
import { applyPublishResult, postponePublishing } from "#acquisition/number-state/apply-publish-result";
import { cancelHold, expireDue, extendHold, holdNumber, withdrawHold } from "#acquisition/number-state/hold-number";
import {
  blankRecord,
  type CarrierRequest,
  changeOwner,
  isBlankRecord,
  type NumberRecord,
  type NumberStep,
  type OutboxEntry,
  type Purchase,
  purchaseOf,
} from "#acquisition/number-state/number-record";
import { recoverPurchase } from "#acquisition/number-state/recover-purchase";
import {
  applyReleaseAnswer,
  endForgottenCoolingOff,
  recoverRelease,
  startRelease,
} from "#acquisition/number-state/release-number";
import { knownOutcome, startPurchase } from "#acquisition/number-state/start-purchase";
import { alarmAt, dropOldOutcomes } from "#acquisition/number-state/wake-times";
import { type Projection, type WriteResult, writeProjection } from "#acquisition/number-state/write-projection";
import { carrierSetup, labelOf } from "#inventory/phone-numbers/carrier-setup";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { describeError, isConstraintError } from "#kernel/db/db";
import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "#kernel/ports/adoption";
import type { CarrierResult } from "#kernel/ports/carrier";
import type {
  CancelAnswer,
  CoolingOffRequest,
  ExtendAnswer,
  HoldAnswer,
  HoldRequest,
  NumberObject,
  OwnerChange,
  PurchaseAnswer,
  PurchaseRequest,
  ReconcileResult,
  ReleaseAnswer,
  ReleaseRequest,
  ReservationRequest,
} from "#kernel/ports/number-object";
import { createObjectContext } from "#runtime/object-context";
import { thenWake } from "#runtime/wake-subscribers";
import type { TenantStatus } from "#tenants/lifecycle";
import { tenantStatusOf } from "#tenants/queries";
import { runAlarm } from "./run-alarm";

const RECORD = "record";
/** The object never wakes itself sooner than this, so an error in a rule cannot make a tight loop. */
const MIN_SLEEP_MS = 250;
/** The next alarm after one that threw. */
const ALARM_RETRY_MS = 30_000;
/** An alarm stays if it is at most this early. It finds nothing to do then and sets the next one; most never fire. */
const EARLY_MS = 2_000;

/**
 * Decides which tenant may hold, buy or own one phone number. The object's name is the number in E.164 form. It is a
 * shell: the rules and the state diagram are in `acquisition/number-state/`.
 *
 * **Invariant:** each step is stored, outbox included, before a request goes to the carrier or a change to D1. An
 * object that stops anywhere continues from the stored record when its alarm wakes it.
 */
export class NumberReservation extends DurableObject<Env> implements NumberObject {
  /**
   * This instance waits for a carrier request. A new instance starts with `false`, which shows that a request was lost.
   */
  #isCalling = false;
  /** The publishing of the first outbox entry, shared by the requests that wait for it. */
  #publishing: Promise<boolean> | null = null;
  /** The stored record. `null`: not read yet. A write that fails resets the object, so it leaves no instance behind. */
  #record: NumberRecord | null = null;
  /** The time of the alarm that is set; `null` without one. `undefined`: this instance does not know. */
  #alarmAt: number | null | undefined;

  async hold(request: HoldRequest): Promise<HoldAnswer> {
    // D1 may still refuse a pending hold for its tenant's limit, so a second request must not get that hold as an
    // answer.
    while (this.#load().outbox.some(({ projection }) => projection.kind === "hold_created")) {
      if (!(await this.#publish())) return { kind: "storage_unavailable" };
    }
    const { answer } = this.#step((record, now) => holdNumber(record, request, now));
    const published = await this.#publish();
    if (answer.kind !== "held" || !answer.created) return answer;
    if (!published) {
      this.#change((record, now) => withdrawHold(record, request.reservationId, true, now));
      return { kind: "storage_unavailable" };
    }
    const { phase } = this.#load();
    const hold = phase.kind === "held" ? phase.hold : purchaseOf(phase)?.hold;
    return hold?.reservationId === request.reservationId || phase.kind === "owned" ? answer : { kind: "limit_reached" };
  }

  async extend(request: ReservationRequest & { ttlMs: number }): Promise<ExtendAnswer> {
    const { answer } = this.#step((record, now) => extendHold(record, request, now));
    await this.#publish();
    return answer;
  }

  async cancel(request: ReservationRequest): Promise<CancelAnswer> {
    const { answer } = this.#step((record, now) => cancelHold(record, request, now));
    await this.#publish();
    return answer;
  }

  /** Answers `pending` until D1 has the outcome, because the order is read from there. */
  async purchase(request: PurchaseRequest): Promise<PurchaseAnswer> {
    const first = this.#step((record, now) => startPurchase(record, request, now));
    await this.#send(first.request);
    const written = await this.#publish();
    if (!written) return { kind: "pending", unknown: false };
    return knownOutcome(this.#load(), request, Date.now()) ?? first.answer;
  }

  async release(request: ReleaseRequest): Promise<ReleaseAnswer> {
    const first = this.#step((record, now) => startRelease(record, request, now));
    await this.#send(first.request);
    const written = await this.#publish();
    const { phase } = this.#load();
    const pending = !written || (phase.kind === "releasing" && phase.owner.phoneNumberId === request.phoneNumberId);
    return pending ? { kind: "pending" } : first.answer.kind === "not_owned" ? first.answer : { kind: "released" };
  }

  async changeOwner({ phoneNumberId, tenantId }: OwnerChange): Promise<void> {
    this.#change((record) => changeOwner(record, phoneNumberId, tenantId));
  }

  async adopt(request: AdoptionRequest): Promise<AdoptionAnswer> {
    const { answer } = this.#step((record, now) => adoptNumber(record, request, now));
    const written = await this.#publish();
    if (answer.kind === "not_free") return answer;
    if (!written) return { ...answer, kind: "pending" };
    const { phase } = this.#load();
    const owns = phase.kind === "owned" && phase.owner.phoneNumberId === answer.phoneNumberId;
    return owns ? answer : { kind: "not_free" };
  }

  async discard(request: DiscardRequest): Promise<ReleaseAnswer> {
    const first = this.#step((record, now) => discardNumber(record, request, now));
    await this.#send(first.request);
    if (first.answer.kind === "not_owned") return first.answer;
    return { kind: this.#load().phase.kind === "releasing" ? "pending" : "released" };
  }

  async endCoolingOff(request: CoolingOffRequest): Promise<ReconcileResult> {
    this.#change((record, now) => endForgottenCoolingOff(record, request, now));
    return await this.reconcile();
  }

  /** Does everything that is due, as the alarm does. */
  async reconcile(): Promise<ReconcileResult> {
    this.#change(expireDue);
    await this.#send(this.#step((record, now) => recoverPurchase(record, this.#isCalling, now)).request);
    await this.#send(this.#step((record, now) => recoverRelease(record, this.#isCalling, now)).request);
    await this.#publish();
    this.#change(dropOldOutcomes);
    this.#arm(this.#load());
    const { outbox, phase } = this.#load();
    return { idle: outbox.length === 0 && ["free", "held", "owned", "cooling"].includes(phase.kind) };
  }

  /** Answers the readiness check, which proves that Durable Objects answer. Stores nothing. */
  ping(): boolean {
    return true;
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "NumberReservation", id: this.ctx.id.toString(), now: Date.now };
    this.#alarmAt = null;
    const done = await runAlarm(alarm, () => this.reconcile());
    if (!done) this.#setAlarm(Date.now() + ALARM_RETRY_MS);
  }

  #load(): NumberRecord {
    this.#record ??= this.ctx.storage.kv.get<NumberRecord>(RECORD) ?? blankRecord;
    return this.#record;
  }

  /** Stores the record and sets the alarm. Writes without an `await` between them are one transaction. */
  #store(record: NumberRecord): void {
    this.#record = null;
    if (isBlankRecord(record)) {
      this.#alarmAt = null;
      void this.ctx.storage.deleteAll();
    } else {
      this.ctx.storage.kv.put(RECORD, record);
      this.#arm(record);
    }
    this.#record = record;
  }

  /** Cloudflare bills each `setAlarm` as one row written, so an alarm that is set for about the right time stays. */
  #arm(record: NumberRecord): void {
    const due = alarmAt(record);
    if (due === null) {
      if (this.#alarmAt !== null) void this.ctx.storage.deleteAlarm();
      this.#alarmAt = null;
      return;
    }
    const at = Math.max(due, Date.now() + MIN_SLEEP_MS);
    const isSet = typeof this.#alarmAt === "number" && at - EARLY_MS <= this.#alarmAt && this.#alarmAt <= at;
    if (!isSet) this.#setAlarm(at);
  }

  #setAlarm(at: number): void {
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  #step<Answer>(decide: (record: NumberRecord, now: number) => NumberStep<Answer>): NumberStep<Answer> {
    const before = this.#load();
    const step = decide(before, Date.now());
    if (step.record !== before) this.#store(step.record);
    return step;
  }

  #change(decide: (record: NumberRecord, now: number) => NumberRecord): void {
    this.#step((record, now) => ({ record: decide(record, now), request: null, answer: null }));
  }

  /** Sends the request to the carrier, applies its answer, and repeats this while the step has another request. */
  async #send(first: CarrierRequest | null): Promise<void> {
    for (let next = first; next; ) {
      const request = next;
      this.#isCalling = true;
      try {
        next = await this.#ask(request);
      } finally {
        this.#isCalling = false;
      }
    }
  }

  async #ask(request: CarrierRequest): Promise<CarrierRequest | null> {
    const { carrier, config } = createObjectContext(this.env);
    switch (request.kind) {
      case "buy": {
        const { by, phoneNumberId, itemId, documents, attempts } = request.purchase;
        const status = await this.#statusOfTenant(request.purchase);
        if (status === "suspended" || status === "closed") {
          const code = `tenant_${status}` as const;
          return this.#step((record, now) => applyStoppedTenant(record, attempts, code, now)).request;
        }
        if (status === "unreachable") {
          return this.#step((record, now) => applyBuyAnswer(record, attempts, notAsked, now)).request;
        }
        const setup = carrierSetup(config.publicOrigin, by.tenantId, phoneNumberId, labelOf(itemId));
        const sold = await orUnknown(carrier.buy(this.#e164, setup, documents));
        return this.#step((record, now) => applyBuyAnswer(record, attempts, sold, now)).request;
      }
      case "look_up": {
        const listed = await orUnknown(carrier.findOwned(this.#e164));
        return this.#step((record, now) => applyLookUpAnswer(record, listed, config, now)).request;
      }
      case "release": {
        const released = await orUnknown(carrier.release(request.carrierId));
        return this.#step((record, now) => applyReleaseAnswer(record, released, now)).request;
      }
    }
  }

  /** An order is written only for an active tenant, so D1 is asked only for a purchase that had to wait. */
  async #statusOfTenant(purchase: Purchase): Promise<TenantStatus | "unreachable"> {
    if (!hasWaited(purchase)) return "active";
    try {
      const { db } = await createObjectContext(this.env).databases.ofTenant(purchase.by.tenantId);
      return await tenantStatusOf(db, purchase.by.tenantId);
    } catch (error) {
      console.error({ message: "D1 could not be reached for a tenant's status", error: describeError(error) });
      return "unreachable";
    }
  }

  get #e164(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("A NumberReservation must be addressed by its name, the E.164 number.");
    return name;
  }

  /**
   * Publishes the entries that the outbox has now; entries that other requests add meanwhile are theirs to wait for.
   * `false`: D1 could not be reached, and the alarm will try again.
   */
  async #publish(): Promise<boolean> {
    const upTo = this.#load().nextSequence;
    for (;;) {
      const [next] = this.#load().outbox;
      if (!next || next.sequence >= upTo) return true;
      this.#publishing ??= this.#publishEntry(next).finally(() => {
        this.#publishing = null;
      });
      if (!(await this.#publishing)) return false;
    }
  }

  async #publishEntry(entry: OutboxEntry): Promise<boolean> {
    const result = await this.#write(entry.projection);
    if (result === "unreachable") {
      this.#change(postponePublishing);
      return false;
    }
    await this.#send(this.#step((record, now) => applyPublishResult(record, entry, result, now)).request);
    return true;
  }

  async #write(projection: Projection): Promise<WriteResult | "unreachable"> {
    const { databases, newEventId } = createObjectContext(this.env);
    const changed = new ChangedSubjects();
    try {
      const { db } = await databases.ofTenant(projection.by.tenantId);
      const deps = { db, newEventId, changed, e164: this.#e164, now: Date.now() };
      return await thenWake(this.env, this.ctx, changed, () => writeProjection(deps, projection));
    } catch (error) {
      const result = isConstraintError(error) ? "refused" : "unreachable";
      console.error({
        message:
          result === "refused"
            ? "D1 refused a change of a number's object; the object undoes it"
            : "D1 could not be reached to write a change of a number's object; its alarm tries again",
        object: this.ctx.id.toString(),
        kind: projection.kind,
        error: describeError(error),
      });
      return result;
    }
  }
}

const notAsked = { kind: "unavailable", carrierCode: null, retryAfterSeconds: null, notAsked: true } as const;

/** A carrier port does not throw. If it does, its request may or may not have had an effect. */
async function orUnknown<T>(asked: Promise<CarrierResult<T>>): Promise<CarrierResult<T>> {
  try {
    return await asked;
  } catch (error) {
    console.error({ message: "a request to the carrier threw", error: describeError(error) });
    return { kind: "unknown", message: "The request to Twilio failed." };
  }
}
