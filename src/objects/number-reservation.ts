import { DurableObject } from "cloudflare:workers";
import { adopt, discard } from "#acquisition/number-state/adopt-number";
import { afterPublished, unpublished } from "#acquisition/number-state/apply-publish-result";
import { cancelHold, expireDue, extendHold, hold, withdraw } from "#acquisition/number-state/hold-number";
import {
  alarmAt,
  blank,
  type Effect,
  forgetOld,
  handOver,
  isBlank,
  type NumberRecord,
  type NumberStep,
  type OutboxEntry,
  purchaseOf,
} from "#acquisition/number-state/number-record";
import { released, stepRelease, wakeRelease } from "#acquisition/number-state/release-number";
import { answered, lookedUp, outcomeOf, purchase, wake } from "#acquisition/number-state/start-purchase";
import { type CompareResult, type Projection, project } from "#acquisition/number-state/write-projection";
import { carrierSetup, labelOf } from "#inventory/phone-numbers/carrier-setup";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { describeError, isConstraintError } from "#kernel/db/db";
import type { AdoptionAnswer, AdoptionRequest, DiscardRequest } from "#kernel/ports/adoption";
import { accountForAlarm } from "#kernel/ports/alarm";
import { type CarrierResult, noDocuments } from "#kernel/ports/carrier";
import type {
  CancelAnswer,
  ExtendAnswer,
  HandOver,
  HoldAnswer,
  HoldRequest,
  Nudge,
  NumberObject,
  PurchaseAnswer,
  PurchaseRequest,
  ReleaseAnswer,
  ReleaseRequest,
  ReservationRequest,
} from "#kernel/ports/number-object";
import { composeObject } from "#runtime/object";
import { wakeSubscribers } from "#runtime/subscribers";

const RECORD = "record";
/** Nothing is so urgent that the object should wake itself in a tight loop. */
const MIN_SLEEP_MS = 250;
/** When an alarm failed in a way that nobody foresaw. */
const ALARM_RETRY_MS = 30_000;

/**
 * The one judge of who may take a phone number, named by its E.164 form. A shell: the rules are in `hold.ts`, `buying.ts`
 * and `releasing.ts`. Every step is stored, outbox included, before anything is asked of the carrier or told to the
 * database, so an object that dies anywhere goes on from there when its alarm wakes it.
 */
export class NumberReservation extends DurableObject<Env> implements NumberObject {
  /** A carrier call of this instance is under way; gone with the instance, which is how a lost call is recognised. */
  #calling = false;
  #telling: Promise<boolean> | null = null;

  async hold(request: HoldRequest): Promise<HoldAnswer> {
    // A hold that the database has not judged yet may still fall to the tenant's limit: nobody is told of it before.
    while (this.#load().outbox.some(({ told }) => told.kind === "hold_created")) {
      if (!(await this.#flush())) return { kind: "storage_unavailable" };
    }
    const { answer } = this.#step((record, now) => hold(record, request, now));
    const reached = await this.#flush();
    if (answer.kind !== "held" || !answer.created) return answer;
    if (!reached) {
      this.#change((record, now) => withdraw(record, request.reservationId, true, now));
      return { kind: "storage_unavailable" };
    }
    const { phase } = this.#load();
    const hadIt = phase.kind === "held" ? phase.hold : purchaseOf(phase)?.hold;
    return hadIt?.reservationId === request.reservationId || phase.kind === "owned"
      ? answer
      : { kind: "limit_reached" };
  }

  async extend(request: ReservationRequest & { ttlMs: number }): Promise<ExtendAnswer> {
    const { answer } = this.#step((record, now) => extendHold(record, request, now));
    await this.#flush();
    return answer;
  }

  async cancel(request: ReservationRequest): Promise<CancelAnswer> {
    const { answer } = this.#step((record, now) => cancelHold(record, request, now));
    await this.#flush();
    return answer;
  }

  /** `pending` also when the outcome is known here but not yet in the database, where the order is read from. */
  async purchase(request: PurchaseRequest): Promise<PurchaseAnswer> {
    const first = this.#step((record, now) => purchase(record, request, now));
    await this.#perform(first.effect);
    const written = await this.#flush();
    if (!written) return { kind: "pending", unknown: false };
    return outcomeOf(this.#load(), request, Date.now()) ?? first.answer;
  }

  async release(request: ReleaseRequest): Promise<ReleaseAnswer> {
    const first = this.#step((record, now) => stepRelease(record, request, now));
    await this.#perform(first.effect);
    const written = await this.#flush();
    const { phase } = this.#load();
    const pending = !written || (phase.kind === "releasing" && phase.owner.phoneNumberId === request.phoneNumberId);
    return pending ? { kind: "pending" } : first.answer.kind === "not_owned" ? first.answer : { kind: "released" };
  }

  async handOver({ phoneNumberId, tenantId }: HandOver): Promise<void> {
    this.#change((record) => handOver(record, phoneNumberId, tenantId));
  }

  async adopt(request: AdoptionRequest): Promise<AdoptionAnswer> {
    const { answer } = this.#step((record, now) => adopt(record, request, now));
    const written = await this.#flush();
    if (answer.kind === "not_free") return answer;
    if (!written) return { ...answer, kind: "pending" };
    const { phase } = this.#load();
    const owns = phase.kind === "owned" && phase.owner.phoneNumberId === answer.phoneNumberId;
    return owns ? answer : { kind: "not_free" };
  }

  async discard(request: DiscardRequest): Promise<ReleaseAnswer> {
    const first = this.#step((record, now) => discard(record, request, now));
    await this.#perform(first.effect);
    if (first.answer.kind === "not_owned") return first.answer;
    return { kind: this.#load().phase.kind === "releasing" ? "pending" : "released" };
  }

  /** Does what is due, as the alarm would. */
  async nudge(): Promise<Nudge> {
    this.#change(expireDue);
    await this.#perform(this.#step((record, now) => wake(record, this.#calling, now)).effect);
    await this.#perform(this.#step((record, now) => wakeRelease(record, this.#calling, now)).effect);
    await this.#flush();
    this.#change(forgetOld);
    this.#arm(this.#load());
    const { outbox, phase } = this.#load();
    return { settled: outbox.length === 0 && ["free", "held", "owned", "cooling"].includes(phase.kind) };
  }

  /** For the health check: that objects answer at all. Stores nothing. */
  ping(): boolean {
    return true;
  }

  override async alarm(): Promise<void> {
    const alarm = { object: "NumberReservation", id: this.ctx.id.toString(), now: Date.now };
    const done = await accountForAlarm(alarm, () => this.nudge());
    if (!done) await this.ctx.storage.setAlarm(Date.now() + ALARM_RETRY_MS);
  }

  #load(): NumberRecord {
    return this.ctx.storage.kv.get<NumberRecord>(RECORD) ?? blank;
  }

  /** One synchronous run of writes, hence one transaction: the record, outbox included, and the time to wake. */
  #store(record: NumberRecord): void {
    if (isBlank(record)) {
      void this.ctx.storage.deleteAll();
      return;
    }
    this.ctx.storage.kv.put(RECORD, record);
    this.#arm(record);
  }

  #arm(record: NumberRecord): void {
    const at = alarmAt(record);
    if (at === null) void this.ctx.storage.deleteAlarm();
    else void this.ctx.storage.setAlarm(Math.max(at, Date.now() + MIN_SLEEP_MS));
  }

  #step<Answer>(decide: (record: NumberRecord, now: number) => NumberStep<Answer>): NumberStep<Answer> {
    const before = this.#load();
    const step = decide(before, Date.now());
    if (step.record !== before) this.#store(step.record);
    return step;
  }

  #change(decide: (record: NumberRecord, now: number) => NumberRecord): void {
    this.#step((record, now) => ({ record: decide(record, now), effect: null, answer: null }));
  }

  /** Asks the carrier, decides on its answer, and goes on for as long as there is something to ask. */
  async #perform(first: Effect | null): Promise<void> {
    for (let effect = first; effect; ) {
      const asked = effect;
      this.#calling = true;
      try {
        effect = await this.#ask(asked);
      } finally {
        this.#calling = false;
      }
    }
  }

  async #ask(effect: Effect): Promise<Effect | null> {
    const { carrier, config } = composeObject(this.env);
    switch (effect.kind) {
      case "buy": {
        const { purchase } = effect;
        const { by, phoneNumberId, itemId, papers = noDocuments } = purchase;
        const setup = carrierSetup(config.publicOrigin, by.tenantId, phoneNumberId, labelOf(itemId));
        const sold = await orUnknown(carrier.buy(this.#e164, setup, papers));
        return this.#step((record, now) => answered(record, purchase.posts, sold, now)).effect;
      }
      case "look_up": {
        const found = await orUnknown(carrier.findOwned(this.#e164));
        return this.#step((record, now) => lookedUp(record, found, config, now)).effect;
      }
      case "release": {
        const gone = await orUnknown(carrier.release(effect.carrierId));
        return this.#step((record, now) => released(record, gone, now)).effect;
      }
    }
  }

  get #e164(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("A NumberReservation is reached by its name only.");
    return name;
  }

  /**
   * Tells the database what it has not been told by now; what others add meanwhile is theirs to wait for. `false` when it
   * cannot be reached: the alarm will try again.
   */
  async #flush(): Promise<boolean> {
    const upTo = this.#load().entries;
    for (;;) {
      const [next] = this.#load().outbox;
      if (!next || next.entry >= upTo) return true;
      this.#telling ??= this.#tell(next).finally(() => {
        this.#telling = null;
      });
      if (!(await this.#telling)) return false;
    }
  }

  async #tell(next: OutboxEntry): Promise<boolean> {
    const verdict = await this.#project(next.told);
    if (verdict === "unreachable") {
      this.#change(unpublished);
      return false;
    }
    await this.#perform(this.#step((record, now) => afterPublished(record, next, verdict, now)).effect);
    return true;
  }

  async #project(told: Projection): Promise<CompareResult | "unreachable"> {
    const { db, newEventId } = composeObject(this.env);
    const object = this.ctx.id.toString();
    const changed = new ChangedSubjects();
    try {
      const verdict = await project({ db, newEventId, changed, e164: this.#e164, now: Date.now() }, told);
      this.ctx.waitUntil(wakeSubscribers(this.env, changed.tenants));
      return verdict;
    } catch (error) {
      if (isConstraintError(error)) {
        console.error({
          message: "the database refused a change",
          object,
          kind: told.kind,
          error: describeError(error),
        });
        return "refused";
      }
      console.error({
        message: "the database could not be told",
        object,
        kind: told.kind,
        error: describeError(error),
      });
      return "unreachable";
    }
  }
}

/** A carrier port does not throw; if it does, nothing is known of what it did. */
async function orUnknown<T>(asked: Promise<CarrierResult<T>>): Promise<CarrierResult<T>> {
  try {
    return await asked;
  } catch (error) {
    return { kind: "unknown", message: describeError(error) };
  }
}
