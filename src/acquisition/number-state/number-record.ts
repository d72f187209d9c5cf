import type { ReservationImage } from "#acquisition/reservations/hold-statements";
import { labelOf } from "#inventory/phone-numbers/carrier-setup";
import type { CarrierNumber, Refused, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Actor, ItemFailure, ItemOutcome, NumberConfiguration, NumberTerms } from "#kernel/ports/number-object";
import type { Projection } from "./write-projection";

/** A tenant's hold on the number. `version` counts the changes that the database is told of. */
export interface Hold {
  readonly reservationId: string;
  readonly tenantId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly forOrder: boolean;
  readonly version: number;
}

/** A purchase that has begun and is not settled. Stored before the carrier is asked, so that no crash can forget it. */
export interface Purchase {
  readonly by: Actor;
  readonly orderId: string;
  readonly itemId: string;
  readonly phoneNumberId: string;
  readonly restores: boolean;
  readonly terms: NumberTerms;
  readonly configuration: NumberConfiguration;
  /** Missing in purchases that began before there were any. */
  readonly papers?: RegulatoryDocuments;
  /** The hold it used up; it comes back if the purchase fails in a way that may be tried again. */
  readonly hold: Hold | null;
  /** The cooling-off that it ends; it goes on if the purchase fails. */
  readonly cooling: Cooling | null;
  /** How many buying requests have been sent: an answer counts only for the latest. */
  readonly posts: number;
  /** How many of them got no answer that says what happened. */
  readonly doubtful: number;
  /** How many were turned away unread because the carrier was busy. */
  readonly turnedAway: number;
  /** Since when the carrier could not be reached; missing or `null` while it can. */
  readonly unreachedSince?: number | null;
  /** When the latest request of any kind was sent. */
  readonly sentAt: number;
  /** What the database was last told of the item's state. */
  readonly toldAs: "queued" | "purchasing" | "unknown";
}

/** Released, and kept from others for a while; its last owner may buy it back. */
export interface Cooling {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly until: number;
}

export interface NumberOwner {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly carrierId: string;
}

export type NumberPhase =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "cooling"; readonly cooling: Cooling }
  /** The carrier's books are being read before anything is posted: a number they list is not for sale. */
  | { readonly kind: "checking"; readonly purchase: Purchase }
  /** The carrier is being asked to sell. */
  | { readonly kind: "purchasing"; readonly purchase: Purchase }
  /** It was too busy to look; nothing is on its way; begin again at `nextAt`. */
  | { readonly kind: "waiting"; readonly purchase: Purchase; readonly nextAt: number }
  /** No telling whether the carrier sold. Its books decide; look into them at `nextAt`. */
  | {
      readonly kind: "unknown";
      readonly purchase: Purchase;
      readonly checks: number;
      readonly nextAt: number;
      /** A refusal that came after a post of unknown outcome: believed only once the books agree. */
      readonly refusal: Refused | null;
    }
  | { readonly kind: "owned"; readonly owner: NumberOwner }
  | {
      readonly kind: "releasing";
      readonly owner: NumberOwner;
      readonly by: Actor;
      readonly tries: number;
      readonly nextAt: number;
      /** Set when the number is given back because its purchase could not be written down. */
      readonly failedItem: FailedItem | null;
      /** Set when nobody owned it; the cooling-off that it interrupted goes on afterwards. */
      readonly orphan?: { readonly cooling: Cooling | null };
    };

export interface FailedItem {
  readonly itemId: string;
  readonly orderId: string;
  /** How the hold that the purchase used up ends. */
  readonly reservation: ReservationImage | null;
}

/** How an order item ended, remembered for a while so that a late repeat of its command gets the same answer. */
export interface Settled {
  readonly itemId: string;
  readonly outcome: ItemOutcome;
  readonly at: number;
}

export interface OutboxEntry {
  readonly entry: number;
  readonly told: Projection;
}

/** All that a number's object stores. */
export interface NumberRecord {
  readonly phase: NumberPhase;
  /** Changes the database has not been told of yet, in order. */
  readonly outbox: readonly OutboxEntry[];
  /** How many entries there have ever been: gives each its number. */
  readonly entries: number;
  /** Failed attempts to tell the first one, and when the next is due. */
  readonly outboxTries: number;
  readonly outboxAt: number;
  readonly settled: readonly Settled[];
}

export const blank: NumberRecord = {
  phase: { kind: "free" },
  outbox: [],
  entries: 0,
  outboxTries: 0,
  outboxAt: 0,
  settled: [],
};

/** What to ask of the carrier next. */
export type Effect =
  | { readonly kind: "buy"; readonly purchase: Purchase }
  | { readonly kind: "look_up"; readonly purchase: Purchase }
  | { readonly kind: "release"; readonly carrierId: string };

export interface NumberStep<Answer> {
  readonly record: NumberRecord;
  readonly effect: Effect | null;
  readonly answer: Answer;
}

/** How long an outcome is remembered: longer than any command that asks for it may be on its way. */
export const REMEMBER_MS = 10 * 60_000;
/** After this long a carrier call of an object that is no longer there counts as lost. */
export const LOST_CALL_MS = 15_000;

/** The request that made a change tells the database at once; after this long the alarm does. */
const FIRST_TELL_MS = 5_000;

/** Waits that double from one second, up to `ceiling`. */
export const backOffMs = (tries: number, ceiling: number): number =>
  Math.min(ceiling, 1_000 * 2 ** Math.min(tries, 20));

/** The purchase under way, in whichever of its phases. */
export function purchaseOf(phase: NumberPhase): Purchase | null {
  const buying = phase.kind === "checking" || phase.kind === "purchasing" || phase.kind === "waiting";
  return buying || phase.kind === "unknown" ? phase.purchase : null;
}

/** Nothing worth keeping: the object deletes its storage. */
export const isBlank = (record: NumberRecord): boolean =>
  record.phase.kind === "free" && record.outbox.length === 0 && record.settled.length === 0;

function phaseWakesAt(phase: NumberPhase): number | null {
  switch (phase.kind) {
    case "free":
    case "owned":
      return null;
    case "held":
      return phase.hold.expiresAt;
    case "cooling":
      return phase.cooling.until;
    case "checking":
    case "purchasing":
      return phase.purchase.sentAt + LOST_CALL_MS;
    case "waiting":
    case "unknown":
    case "releasing":
      return phase.nextAt;
  }
}

/** When the object must be woken next, or `null` when nothing will happen by itself. */
export function alarmAt(record: NumberRecord): number | null {
  const times = [phaseWakesAt(record.phase), record.outbox.length > 0 ? record.outboxAt : null];
  const newest = record.settled.reduce((latest, { at }) => Math.max(latest, at), 0);
  if (newest > 0) times.push(newest + REMEMBER_MS);
  const due = times.filter((time) => time !== null);
  return due.length > 0 ? Math.min(...due) : null;
}

export function withPhase(record: NumberRecord, phase: NumberPhase, told?: Projection): NumberRecord {
  if (!told) return { ...record, phase };
  const { entries, outbox, outboxAt } = record;
  return {
    ...record,
    phase,
    entries: entries + 1,
    outbox: [...outbox, { entry: entries, told }],
    outboxAt: outbox.length > 0 ? outboxAt : told.at + FIRST_TELL_MS,
  };
}

/** An owned number changes hands. What an object does not know as owned it need not learn: the row is the judge. */
export function handOver(record: NumberRecord, phoneNumberId: string, tenantId: string): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "owned" || phase.owner.phoneNumberId !== phoneNumberId) return record;
  return { ...record, phase: { ...phase, owner: { ...phase.owner, tenantId } } };
}

/** Outcomes too old to be asked for again are forgotten, once the database has them. */
export function forgetOld(record: NumberRecord, now: number): NumberRecord {
  if (record.outbox.length > 0) return record;
  const settled = record.settled.filter(({ at }) => at + REMEMBER_MS > now);
  return settled.length === record.settled.length ? record : { ...record, settled };
}

export const failure = (code: ItemFailure, carrierCode: number | null, retryable: boolean): ItemOutcome => ({
  kind: "failed",
  code,
  carrierCode,
  retryable,
});

export const isOurs = (found: CarrierNumber, purchase: Purchase): boolean => found.label === labelOf(purchase.itemId);
