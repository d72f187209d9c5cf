// Pure: no I/O, no clock, no randomness.
import type { ReservationImage } from "#acquisition/reservations/hold-statements";
import { labelOf } from "#inventory/phone-numbers/carrier-setup";
import type { CarrierNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Actor, ItemFailure, ItemOutcome, NumberConfiguration, NumberTerms } from "#kernel/ports/number-object";
import { PUBLISH_BY_ALARM_AFTER_MS } from "./wake-times";
import type { Projection } from "./write-projection";

/**
 * The record of one phone number: everything that its Durable Object (`NumberReservation`, named by the E.164 number)
 * stores. All rules in this folder are pure functions `(record, command, now) → NumberStep`. For each step the object
 * stores the record in one transaction, then sends `request` to the carrier, then publishes the outbox to D1.
 *
 *              cancel, expire
 *          ┌─────────────────────┐
 *          ▼        hold         │
 *   ┌──▶ free ────────────────▶ held
 *   │      └─────────┬───────────┘
 *   │            purchase
 *   │                ▼              listed, with our label
 *   │  ┌───────▶ checking ───────────────────────────────────┐
 *   │  │             │ not listed                            │
 *   │  │  busy       ▼              sold                     │
 *   │ waiting ◀─ purchasing ─────────────────────────────────┤
 *   │                │   ▲                                   │
 *   │      no answer │   │ not sold, and proved              │
 *   │                ▼   │          listed, with our label   ▼     adopt
 *   │             unknown ───────────────────────────────▶ owned ◀──────── free, cooling
 *   │                                                        │
 *   │ 10 days              carrier confirmed                 │ release, discard
 *   └── cooling ◀─────────────────────────────────────── releasing
 *
 * Not drawn: an item that fails returns its number from `checking`, `purchasing`, `waiting` or `unknown` to `held`,
 * `cooling` or `free`; the tenant that released a number may buy it back from `cooling`.
 *
 * | state        | entered by                     | ended by                     | its alarm                       |
 * |--------------|--------------------------------|------------------------------|---------------------------------|
 * | `free`       | the end of any other state     | hold, purchase, adoption     | none                            |
 * | `held`       | reservation, an order's pick   | purchase, cancellation, end  | ends the hold at `expiresAt`    |
 * | `checking`   | purchase                       | carrier's inventory          | reads the inventory again       |
 * | `purchasing` | number not in the inventory    | answer to the attempt        | attempt unconfirmed → `unknown` |
 * | `waiting`    | carrier busy or out of reach   | `nextAt`, end of patience    | back to `checking`              |
 * | `unknown`    | attempt without an answer      | proof by the inventory       | reads the inventory again       |
 * | `owned`      | sale, adoption                 | release                      | none                            |
 * | `releasing`  | release, discard, D1's refusal | carrier's confirmation       | sends the release again         |
 * | `cooling`    | confirmed release              | `until`, restore, adoption   | ends it at `until`              |
 *
 * **Invariant:** the carrier is asked to buy in `purchasing` only, and after the record with the attempt is stored: no
 * crash can forget an attempt.
 *
 * **Invariant:** after an unconfirmed attempt the next one is sent only if the carrier's inventory, read at least
 * `absenceProofMs` after that attempt, does not list the number. So each item buys its number at most once.
 *
 * **Invariant:** an order item finishes once. `finishedItems` has its outcome before D1 does; a repeated command gets
 * the same outcome and changes nothing. A command that is older than the remembered outcomes is void by its own
 * `notAfter`.
 *
 * **Invariant:** changes reach D1 in order and at least once. An outbox entry stays until D1 has written or refused it,
 * and writing a projection again changes nothing.
 *
 * **Invariant:** every state but `free` and `owned` has a wake-up time (`alarmAt`), so none lasts forever.
 */
export interface NumberRecord {
  readonly phase: NumberPhase;
  /** Changes that are not published to D1 yet, oldest first. */
  readonly outbox: readonly OutboxEntry[];
  /** The `sequence` of the next outbox entry. */
  readonly nextSequence: number;
  /** Failed attempts to publish the first entry. */
  readonly publishTries: number;
  /** When the alarm publishes the first entry. */
  readonly publishAt: number;
  /** The items that finished lately, oldest first. */
  readonly finishedItems: readonly FinishedItem[];
}

export type NumberPhase =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "cooling"; readonly cooling: Cooling }
  | { readonly kind: "checking"; readonly purchase: Purchase }
  | { readonly kind: "purchasing"; readonly purchase: Purchase }
  | { readonly kind: "waiting"; readonly purchase: Purchase; readonly nextAt: number }
  | {
      readonly kind: "unknown";
      readonly purchase: Purchase;
      /** How often the inventory was read since the latest attempt. */
      readonly checks: number;
      readonly nextAt: number;
      /** A failure that followed an unconfirmed attempt. It counts only once the inventory confirms it. */
      readonly failure: PurchaseFailure | null;
    }
  | { readonly kind: "owned"; readonly owner: NumberOwner }
  | {
      readonly kind: "releasing";
      readonly owner: NumberOwner;
      readonly by: Actor;
      readonly tries: number;
      readonly nextAt: number;
      /** Set when D1 refused the purchase, so the number goes back and this item fails. */
      readonly failedItem: FailedItem | null;
      /** Set when no tenant owned the number. The cooling-off that the release interrupted goes on afterwards. */
      readonly orphan?: { readonly cooling: Cooling | null };
    };

/** A tenant's hold on the number. `version` counts its changes, so that D1 never overwrites a newer one. */
export interface Hold {
  readonly reservationId: string;
  readonly tenantId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** An order picked the number. Such holds do not count against the tenant's reservation limit. */
  readonly forOrder: boolean;
  readonly version: number;
}

/** Why an item certainly bought nothing. */
export interface PurchaseFailure {
  readonly code: ItemFailure;
  readonly carrierCode: number | null;
  /** Ordering the same number again may work, so the buyer's hold stays. */
  readonly retryable: boolean;
}

/** An order item's purchase that has started and has not finished. */
export interface Purchase {
  readonly by: Actor;
  readonly orderId: string;
  readonly itemId: string;
  /** The id that the number gets in the inventory. */
  readonly phoneNumberId: string;
  /** The tenant buys back a number that it released; the inventory has a row for it already. */
  readonly restores: boolean;
  readonly terms: NumberTerms;
  readonly configuration: NumberConfiguration;
  readonly documents: RegulatoryDocuments;
  /** The hold that the purchase uses up. It comes back if the purchase fails and may be tried again. */
  readonly hold: Hold | null;
  /** The cooling-off that the purchase ends. It goes on if the purchase fails. */
  readonly cooling: Cooling | null;
  /** How many buy requests were sent. Only the answer to the latest counts. */
  readonly attempts: number;
  /** How many of them got no answer that says whether the carrier sold. */
  readonly unconfirmedAttempts: number;
  /** How many requests the carrier rejected unread because it was busy. */
  readonly throttledAttempts: number;
  /** Since when the carrier has been out of reach; `null` while it answers. */
  readonly unreachableSince: number | null;
  /** When the latest request of any kind was sent. */
  readonly askedAt: number;
  /** The item's status as the latest projection has it. */
  readonly publishedStatus: "queued" | "purchasing" | "unknown";
}

/** A released number is kept from other tenants until `until`. The tenant that released it may buy it back. */
export interface Cooling {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly until: number;
}

export interface NumberOwner {
  readonly tenantId: string;
  /** Empty for an orphan. */
  readonly phoneNumberId: string;
  readonly carrierId: string;
}

export interface FailedItem {
  readonly itemId: string;
  readonly orderId: string;
  /** How the hold that the purchase used up ends. */
  readonly reservation: ReservationImage | null;
}

/** How an order item ended. A late repeat of its command gets the same answer. */
interface FinishedItem {
  readonly itemId: string;
  readonly outcome: ItemOutcome;
  readonly at: number;
}

export interface OutboxEntry {
  readonly sequence: number;
  readonly projection: Projection;
}

/** A request to the carrier: buy the number, look it up in the account's inventory, or release it. */
export type CarrierRequest =
  | { readonly kind: "buy"; readonly purchase: Purchase }
  | { readonly kind: "look_up"; readonly purchase: Purchase }
  | { readonly kind: "release"; readonly carrierId: string };

/** A rule's result: the record to store, the request to send after that, and the caller's answer. */
export interface NumberStep<Answer> {
  readonly record: NumberRecord;
  readonly request: CarrierRequest | null;
  readonly answer: Answer;
}

export const blankRecord: NumberRecord = {
  phase: { kind: "free" },
  outbox: [],
  nextSequence: 0,
  publishTries: 0,
  publishAt: 0,
  finishedItems: [],
};

/** Nothing worth storing: the object deletes its storage. */
export const isBlankRecord = (record: NumberRecord): boolean =>
  record.phase.kind === "free" && record.outbox.length === 0 && record.finishedItems.length === 0;

/** A step that asks the carrier for nothing. */
export const answerWith = <Answer>(record: NumberRecord, answer: Answer): NumberStep<Answer> => ({
  record,
  request: null,
  answer,
});

/** The purchase in progress, in any of its four phases. */
export function purchaseOf(phase: NumberPhase): Purchase | null {
  const buying = phase.kind === "checking" || phase.kind === "purchasing" || phase.kind === "waiting";
  return buying || phase.kind === "unknown" ? phase.purchase : null;
}

/** The phase of a number that no tenant owns: `cooling` if a tenant released it lately. */
export const freeOrCooling = (cooling: Cooling | null): NumberPhase =>
  cooling ? { kind: "cooling", cooling } : { kind: "free" };

/** Enters a phase and, if the change concerns D1, puts its projection into the outbox. */
export function withPhase(record: NumberRecord, phase: NumberPhase, projection?: Projection): NumberRecord {
  if (!projection) return { ...record, phase };
  const { nextSequence, outbox, publishAt } = record;
  return {
    ...record,
    phase,
    nextSequence: nextSequence + 1,
    outbox: [...outbox, { sequence: nextSequence, projection }],
    publishAt: outbox.length > 0 ? publishAt : projection.at + PUBLISH_BY_ALARM_AFTER_MS,
  };
}

/**
 * Moves an owned number to another tenant. A record in any other phase stays as it is, because D1's row, which has the
 * new tenant already, is the authority on owned numbers.
 */
export function changeOwner(record: NumberRecord, phoneNumberId: string, tenantId: string): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "owned" || phase.owner.phoneNumberId !== phoneNumberId) return record;
  return { ...record, phase: { ...phase, owner: { ...phase.owner, tenantId } } };
}

export const failedOutcome = (code: ItemFailure, carrierCode: number | null, retryable: boolean): ItemOutcome => ({
  kind: "failed",
  code,
  carrierCode,
  retryable,
});

/** Whether this purchase bought the number that the carrier lists: a purchase labels its number with the item's id. */
export const wasBoughtBy = (listed: CarrierNumber, purchase: Purchase): boolean =>
  listed.label === labelOf(purchase.itemId);
