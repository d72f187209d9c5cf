import { applyBuyAnswer, applyLookUpAnswer } from "#acquisition/number-state/apply-carrier-answer";
import { applyPublishResult, postponePublishing } from "#acquisition/number-state/apply-publish-result";
import { cancelHold, expireDue, extendHold, holdNumber } from "#acquisition/number-state/hold-number";
import {
  blankRecord,
  type CarrierRequest,
  type NumberRecord,
  type NumberStep,
} from "#acquisition/number-state/number-record";
import { recoverPurchase } from "#acquisition/number-state/recover-purchase";
import { applyReleaseAnswer, recoverRelease, startRelease } from "#acquisition/number-state/release-number";
import { startPurchase } from "#acquisition/number-state/start-purchase";
import { alarmAt, dropOldOutcomes } from "#acquisition/number-state/wake-times";
import type { Projection } from "#acquisition/number-state/write-projection";
import { labelOf } from "#inventory/phone-numbers/carrier-setup";
import { type CarrierNumber, type CarrierResult, noDocuments } from "#kernel/ports/carrier";
import type { Actor, PurchaseRequest } from "#kernel/ports/number-object";

/**
 * A pure model of one number's object, its carrier and D1, with a clock that the test moves. The object may crash at any
 * moment, the carrier may lose a request, its answer, or act long after it, and D1 may be out of reach.
 */

const ABSENCE_PROOF_MS = 30_000;
const E164 = "+14155550123";

export const tenants = ["ten_a", "ten_b", "ten_c"] as const;
export type TenantName = (typeof tenants)[number];

/** The effect and the answer of one carrier request. */
export type Fate =
  | "sold"
  | "sold_elsewhere"
  | "busy"
  /** The carrier's breaker is open: nothing is sent. */
  | "not_asked"
  | "lost_before"
  | "lost_after"
  | "lost_late"
  | "crash_before"
  | "crash_after";

const unknown = { kind: "unknown", message: "no answer" } as const;
const busy = { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: null } as const;
const notAsked = { kind: "unavailable", carrierCode: null, retryAfterSeconds: 7, notAsked: true } as const;

const withoutEffect = (fate: Fate) => (fate === "busy" ? busy : fate === "not_asked" ? notAsked : unknown);

export class World {
  now = 1_800_000_000_000;
  record: NumberRecord = blankRecord;
  /** The carrier request without an answer. `null` also after the object crashed. */
  asked: CarrierRequest | null = null;
  databaseUp = true;
  readonly written: Projection[] = [];
  readonly rows = new Map<string, "active" | "cooling_off" | "released">();
  readonly commanded = new Map<string, PurchaseRequest>();
  /** The carrier's inventory. */
  owned: CarrierNumber | null = null;
  charges = 0;
  returns = 0;
  #late: { at: number; act: () => void }[] = [];
  #serial = 0;

  actor = (tenantId: TenantName): Actor => ({ tenantId, actor: "key:key_1", requestId: "req_1" });

  #take<Answer>(step: NumberStep<Answer>): Answer {
    this.record = step.record;
    if (step.request) this.asked = step.request;
    return step.answer;
  }

  hold(tenant: TenantName, ttlMs: number) {
    this.#serial += 1;
    return this.#take(
      holdNumber(
        this.record,
        { by: this.actor(tenant), reservationId: `rsv_${this.#serial}`, ttlMs, forOrder: false },
        this.now,
      ),
    );
  }

  extend(tenant: TenantName, reservationId: string, ttlMs: number) {
    return this.#take(extendHold(this.record, { by: this.actor(tenant), reservationId, ttlMs }, this.now));
  }

  cancel(tenant: TenantName, reservationId: string) {
    return this.#take(cancelHold(this.record, { by: this.actor(tenant), reservationId }, this.now));
  }

  /** Buys back a number that cools off, for its last owner or for another tenant. */
  restore(tenant: TenantName) {
    const { phase } = this.record;
    if (phase.kind === "cooling") this.purchase(tenant, null, phase.cooling.phoneNumberId);
  }

  purchase(tenant: TenantName, reservationId: string | null, restored: string | null = null) {
    this.#serial += 1;
    const request: PurchaseRequest = {
      by: this.actor(tenant),
      orderId: `ord_${this.#serial}`,
      itemId: `itm_${this.#serial}`,
      phoneNumberId: restored ?? `num_${this.#serial}`,
      reservationId,
      restores: restored !== null,
      terms: { country: "US", type: "local", monthlyPrice: null },
      configuration: { friendlyName: null, tags: [], metadata: {} },
      documents: noDocuments,
      notAfter: this.now + 30_000,
    };
    this.commanded.set(request.itemId, request);
    return this.#take(startPurchase(this.record, request, this.now));
  }

  /** A purchase up to its first attempt. */
  buy(tenant: TenantName, reservationId: string | null = null) {
    this.purchase(tenant, reservationId);
    this.answer("sold");
  }

  /** A command that arrives again, or late. */
  repeat(request: PurchaseRequest) {
    return this.#take(startPurchase(this.record, request, this.now));
  }

  release() {
    const { phase } = this.record;
    if (phase.kind !== "owned") return;
    const { tenantId, phoneNumberId, carrierId } = phase.owner;
    this.#take(
      startRelease(this.record, { by: { ...this.actor("ten_a"), tenantId }, phoneNumberId, carrierId }, this.now),
    );
  }

  /** Applies a fate to the carrier request. */
  answer(fate: Fate) {
    const effect = this.asked;
    if (!effect) return;
    this.asked = null;
    if (fate === "crash_before") return;
    if (fate === "crash_after") return void this.#act(effect);
    if (fate === "lost_late")
      this.#late.push({ at: this.now + ABSENCE_PROOF_MS - 1, act: () => void this.#act(effect) });
    if (effect.kind === "buy") {
      this.#take(applyBuyAnswer(this.record, effect.purchase.attempts, this.#buying(effect, fate), this.now));
    } else if (effect.kind === "look_up") {
      const listed: CarrierResult<CarrierNumber | null> =
        fate === "sold" ? { kind: "ok", value: this.owned } : withoutEffect(fate);
      this.#take(applyLookUpAnswer(this.record, listed, { absenceProofMs: ABSENCE_PROOF_MS }, this.now));
    } else {
      const released: CarrierResult<null> = fate === "sold" ? this.#act(effect) : withoutEffect(fate);
      this.#take(applyReleaseAnswer(this.record, released, this.now));
    }
  }

  #buying(effect: CarrierRequest, fate: Fate): CarrierResult<CarrierNumber> {
    if (fate === "busy" || fate === "not_asked") return withoutEffect(fate);
    // The carrier may say this of a number that it has just sold to us: after a lost answer a refusal proves nothing.
    if (fate === "sold_elsewhere") {
      return { kind: "refused", code: "number_unavailable", carrierCode: 21422, message: "not available" };
    }
    if (fate === "lost_before" || fate === "lost_late") return unknown;
    this.#act(effect);
    if (fate === "lost_after" || !this.owned) return unknown;
    return { kind: "ok", value: this.owned };
  }

  /** The carrier's effect. Buying a number that the account has changes its settings and costs nothing. */
  #act(effect: CarrierRequest): CarrierResult<null> {
    if (effect.kind === "buy") {
      const label = labelOf(effect.purchase.itemId);
      if (!this.owned) this.charges += 1;
      const carrierId = this.owned?.carrierId ?? `PN${this.charges}`;
      const capabilities = { voice: true, sms: true, mms: false, fax: false };
      this.owned = { carrierId, e164: E164, label, country: null, type: null, capabilities };
    }
    if (effect.kind === "release" && this.owned?.carrierId === effect.carrierId) {
      this.owned = null;
      this.returns += 1;
    }
    return { kind: "ok", value: null };
  }

  /** The object's alarm, which may come early, late or twice. */
  wake() {
    this.record = expireDue(this.record, this.now);
    this.#take(recoverPurchase(this.record, this.asked !== null, this.now));
    this.#take(recoverRelease(this.record, this.asked !== null, this.now));
    this.flush();
    this.record = dropOldOutcomes(this.record, this.now);
  }

  flush() {
    for (let next = this.record.outbox[0]; next; next = this.record.outbox[0]) {
      if (!this.databaseUp) {
        this.record = postponePublishing(this.record, this.now);
        return;
      }
      this.#show(next.projection);
      this.written.push(next.projection);
      this.#take(applyPublishResult(this.record, next, "written", this.now));
    }
  }

  /** D1's row of a number, which refuses to record a restoration unless it cools off. */
  #show(change: Projection) {
    if (change.kind === "number_released") this.rows.set(change.phoneNumberId, "cooling_off");
    if (change.kind === "cooling_off_over" && this.rows.get(change.phoneNumberId) === "cooling_off")
      this.rows.set(change.phoneNumberId, "released");
    if (change.kind !== "item_finished" || !change.number) return;
    const { id, restored } = change.number;
    if (restored && this.rows.get(id) !== "cooling_off") throw new Error(`${id} is restored as ${this.rows.get(id)}.`);
    this.rows.set(id, "active");
  }

  advance(ms: number) {
    this.now += ms;
    for (const due of this.#late.filter(({ at }) => at <= this.now)) due.act();
    this.#late = this.#late.filter(({ at }) => at > this.now);
  }

  /** Ends all faults and runs the alarms until nothing is left to do. */
  finish() {
    this.databaseUp = true;
    for (let round = 0; round < 500; round += 1) {
      while (this.asked) this.answer("sold");
      const { kind } = this.record.phase;
      if (this.record.outbox.length === 0 && ["free", "held", "owned", "cooling"].includes(kind)) return;
      const at = alarmAt(this.record);
      if (at === null) throw new Error(`Stuck in ${kind} with nothing to wake it.`);
      this.advance(Math.max(at - this.now, 1));
      this.wake();
    }
    throw new Error(`Did not finish: ${JSON.stringify(this.record.phase)}`);
  }
}
