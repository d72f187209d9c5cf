import type { ReservationImage } from "#acquisition/reservations/hold-statements";
import { isOver } from "#acquisition/reservations/lifetime";
import {
  type CarrierNumber,
  type CarrierResult,
  noDocuments,
  type Refused,
  type Unavailable,
  type UnknownResult,
} from "#kernel/ports/carrier";
import type { ItemFailure, PurchaseAnswer, PurchaseRequest } from "#kernel/ports/number-object";
import { expireDue, imageOf, nextVersion } from "./hold-number";
import {
  backOffMs,
  type Cooling,
  failure,
  isOurs,
  LOST_CALL_MS,
  type NumberPhase,
  type NumberRecord,
  type NumberStep,
  type Purchase,
  purchaseOf,
  withPhase,
} from "./number-record";
import type { ItemFinished } from "./write-projection";

/**
 * Every rule about buying a number exactly once. The intent is stored before the carrier is asked; what cannot be known
 * from its answer is read from its books; and a number is asked for again only when they prove that it was not sold.
 */

/** Posts of unknown outcome that we are ready to make for one number before giving up. */
export const MAX_UNCONFIRMED_ATTEMPTS = 3;
/** Times that a busy carrier may turn us away before the item fails; with the waits between them about two minutes. */
export const MAX_THROTTLED_ATTEMPTS = 7;
/**
 * How long it may be out of reach, asked or spared the question by its breaker, before the item fails. Longer than for a busy
 * one, and apart from it: an outage costs nothing but patience, and often ends in a rush that turns some away.
 */
export const OUTAGE_PATIENCE_MS = 15 * 60_000;
/** With this many changes untold, no further refusal is noted: the item stays open and is asked about again later. */
const MAX_UNTOLD = 100;
/** Outcomes remembered at a time. Were an older one asked for again, its item would be bought and at once given back. */
const MAX_REMEMBERED = 100;
const MAX_WAIT_MS = 60_000;
const MIN_OUTAGE_WAIT_MS = 2_000;
const MAX_CHECK_WAIT_MS = 5 * 60_000;

export interface BuyingPolicy {
  /** How long after a post "we don't have it" in the carrier's books proves that it had no effect. */
  readonly absenceProofMs: number;
}

const still = (record: NumberRecord, answer: PurchaseAnswer): NumberStep<PurchaseAnswer> => ({
  record,
  effect: null,
  answer,
});

const mayRestore = (cooling: Cooling, { restores, by, phoneNumberId }: PurchaseRequest): boolean =>
  restores && cooling.tenantId === by.tenantId && cooling.phoneNumberId === phoneNumberId;

function refuseAtDoor(record: NumberRecord, request: PurchaseRequest, now: number): ItemFailure | null {
  const { phase } = record;
  if (phase.kind === "owned" || phase.kind === "releasing") return "number_owned";
  if (phase.kind === "cooling") return mayRestore(phase.cooling, request) ? null : "number_cooling_off";
  const other = purchaseOf(phase);
  if (other) return other.by.tenantId === request.by.tenantId ? "number_owned" : "number_held";
  const ownHold = phase.kind === "held" && phase.hold.tenantId === request.by.tenantId ? phase.hold : null;
  if (request.reservationId !== null && ownHold?.reservationId !== request.reservationId) return "reservation_ended";
  if (phase.kind === "held" && !ownHold && !isOver(phase.hold, now)) return "number_held";
  return null;
}

/** What the object can say of an item it has met before, without doing anything about it. */
export function outcomeOf(
  { phase, settled }: NumberRecord,
  request: PurchaseRequest,
  now: number,
): PurchaseAnswer | null {
  if (phase.kind === "releasing" && phase.failedItem?.itemId === request.itemId)
    return { kind: "pending", unknown: false };
  const past = settled.find(({ itemId }) => itemId === request.itemId);
  if (past) return { ...past.outcome, at: past.at };
  const isOwner = phase.kind === "owned" && phase.owner.phoneNumberId === request.phoneNumberId;
  if (isOwner) return { kind: "completed", phoneNumberId: request.phoneNumberId, at: now };
  if (purchaseOf(phase)?.itemId === request.itemId) return { kind: "pending", unknown: phase.kind === "unknown" };
  return null;
}

export function purchase(before: NumberRecord, request: PurchaseRequest, now: number): NumberStep<PurchaseAnswer> {
  const record = expireDue(before, now);
  const answer = outcomeOf(record, request, now);
  if (answer) return still(record, answer);
  if (now > request.notAfter) return still(record, { kind: "void" });
  const { notAfter: _, reservationId: __, ...intent } = request;
  const hold =
    record.phase.kind === "held" && record.phase.hold.tenantId === request.by.tenantId ? record.phase.hold : null;
  const cooling = record.phase.kind === "cooling" ? record.phase.cooling : null;
  const begun: Purchase = {
    ...intent,
    hold,
    cooling,
    posts: 0,
    doubtful: 0,
    turnedAway: 0,
    sentAt: now,
    toldAs: "queued",
  };
  const refused = refuseAtDoor(record, request, now);
  if (refused && record.outbox.length >= MAX_UNTOLD) return still(record, { kind: "pending", unknown: false });
  if (refused) {
    const outcome = failure(refused, null, refused === "number_held");
    const told = {
      kind: "item_settled",
      ...endOfItem(begun),
      at: now,
      outcome,
      reservation: null,
      number: null,
    } as const;
    return still(finishPurchase(record, record.phase, told), { ...outcome, at: now });
  }
  return check(record, begun, now);
}

/** Stores the intent and reads the carrier's books: buying what the account has already would only change its settings. */
function check(record: NumberRecord, purchase: Purchase, now: number): NumberStep<PurchaseAnswer> {
  const asking = { ...purchase, sentAt: now };
  const next = withPhase(record, { kind: "checking", purchase: asking });
  return { record: next, effect: { kind: "look_up", purchase: asking }, answer: { kind: "pending", unknown: false } };
}

/** Asks the carrier to sell, having stored that it is asked. */
function ask(record: NumberRecord, purchase: Purchase, now: number): NumberStep<PurchaseAnswer> {
  const asking = { ...purchase, posts: purchase.posts + 1, sentAt: now, unreachedSince: null };
  const next = withPhase(record, { kind: "purchasing", purchase: asking });
  return { record: next, effect: { kind: "buy", purchase: asking }, answer: { kind: "pending", unknown: false } };
}

/** What became of a post. Counts only for the latest one: an earlier answer that comes late is in the books anyway. */
export function answered(
  record: NumberRecord,
  posts: number,
  result: CarrierResult<CarrierNumber>,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  const waitedFor = phase.kind === "purchasing" || phase.kind === "unknown";
  if (!waitedFor || phase.purchase.posts !== posts) return still(record, { kind: "pending", unknown: true });
  const { purchase } = phase;
  if (result.kind === "ok") return complete(record, purchase, result.value, now);
  if (phase.kind === "unknown") return still(record, { kind: "pending", unknown: true });
  switch (result.kind) {
    case "refused":
      return purchase.doubtful === 0 ? refuse(record, purchase, result, now) : doubt(record, purchase, result, now);
    case "unavailable":
      return wait(record, purchase, result, now);
    case "unknown":
      return doubt(record, { ...purchase, doubtful: purchase.doubtful + 1 }, null, now);
  }
}

/** The carrier's books must say what happened; the first look comes at once. */
function doubt(
  record: NumberRecord,
  purchase: Purchase,
  refusal: Refused | null,
  now: number,
): NumberStep<PurchaseAnswer> {
  const next = tellPending(record, { kind: "unknown", purchase, checks: 0, nextAt: now + LOST_CALL_MS, refusal }, now);
  return { record: next, effect: { kind: "look_up", purchase }, answer: { kind: "pending", unknown: true } };
}

/** The carrier did not look at the request, or at its books, or was not asked: begin again a little later. */
function wait(
  record: NumberRecord,
  purchase: Purchase,
  result: Unavailable | UnknownResult,
  now: number,
): NumberStep<PurchaseAnswer> {
  const busy = result.kind === "unavailable" && !result.notAsked;
  const turnedAway = purchase.turnedAway + (busy ? 1 : 0);
  if (turnedAway >= MAX_THROTTLED_ATTEMPTS) return fail(record, purchase, "carrier_busy", null, true, now);
  const unreachedSince = busy ? null : (purchase.unreachedSince ?? now);
  const unreachedMs = now - (unreachedSince ?? now);
  // A purchase that has been in doubt is given up on what the books say, not for want of them.
  const patient = unreachedMs < OUTAGE_PATIENCE_MS || purchase.doubtful > 0;
  if (!patient) return fail(record, purchase, "carrier_unavailable", null, true, now);
  const asked = result.kind === "unavailable" ? (result.retryAfterSeconds ?? 0) * 1_000 : 0;
  const pause = busy ? backOffMs(turnedAway, MAX_WAIT_MS) : outageWaitMs(unreachedMs);
  const nextAt = now + Math.max(asked, pause);
  const waiting = { kind: "waiting", purchase: { ...purchase, turnedAway, unreachedSince }, nextAt } as const;
  return still(tellPending(record, waiting, now), { kind: "pending", unknown: false });
}

/** Half as long again as the outage has lasted: no outage costs an item much more time than it took. */
const outageWaitMs = (lastedMs: number): number => Math.min(MAX_WAIT_MS, Math.max(MIN_OUTAGE_WAIT_MS, lastedMs / 2));

/** Tells the database, once per kind of pending, that this will take longer than the request. */
function tellPending(
  record: NumberRecord,
  phase: Extract<NumberPhase, { kind: "waiting" | "unknown" }>,
  now: number,
): NumberRecord {
  const toldAs = phase.kind === "unknown" ? "unknown" : "purchasing";
  if (phase.purchase.toldAs === toldAs) return withPhase(record, phase);
  const hold = phase.purchase.hold && nextVersion(phase.purchase.hold);
  const purchase = { ...phase.purchase, hold, toldAs } as const;
  return withPhase(
    record,
    { ...phase, purchase },
    {
      kind: "item_pending",
      by: purchase.by,
      at: now,
      itemId: purchase.itemId,
      orderId: purchase.orderId,
      status: toldAs,
      reservation: hold && imageOf(hold, "purchasing", null),
    },
  );
}

/** The number is on our account, but this purchase did not put it there: it is somebody's, and not to be changed. */
const notForSale: Refused = {
  kind: "refused",
  code: "number_unavailable",
  carrierCode: null,
  message: "The carrier account has the number already.",
};

/** What the carrier's books say: before the first post whether it may be made, after one of unknown outcome what it did. */
export function lookedUp(
  record: NumberRecord,
  result: CarrierResult<CarrierNumber | null>,
  policy: BuyingPolicy,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  if (phase.kind !== "checking" && phase.kind !== "unknown") return still(record, { kind: "pending", unknown: false });
  const { purchase } = phase;
  if (result.kind === "ok" && result.value) {
    return isOurs(result.value, purchase)
      ? complete(record, purchase, result.value, now)
      : refuse(record, purchase, notForSale, now);
  }
  if (phase.kind === "unknown") return resolve(record, phase, result.kind === "ok", policy, now);
  if (result.kind === "ok") return ask(record, purchase, now);
  return result.kind === "refused" ? refuse(record, purchase, result, now) : wait(record, purchase, result, now);
}

/** A purchase in doubt of which the books show nothing, or that could not be read. */
function resolve(
  record: NumberRecord,
  phase: Extract<NumberPhase, { kind: "unknown" }>,
  absent: boolean,
  { absenceProofMs }: BuyingPolicy,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { purchase, refusal } = phase;
  const checks = phase.checks + 1;
  const later = now + backOffMs(checks, MAX_CHECK_WAIT_MS);
  const provedAt = purchase.sentAt + absenceProofMs;
  if (!absent || now < provedAt) {
    const nextAt = absent ? Math.min(later, provedAt) : later;
    return still(withPhase(record, { ...phase, checks, nextAt }), { kind: "pending", unknown: true });
  }
  if (refusal) return refuse(record, purchase, refusal, now);
  if (purchase.doubtful < MAX_UNCONFIRMED_ATTEMPTS) return ask(record, purchase, now);
  return fail(record, purchase, "carrier_unavailable", null, true, now);
}

/** A wake-up: whatever is due now. `calling`: a carrier call of this very instance is still under way. */
export function wake(record: NumberRecord, calling: boolean, now: number): NumberStep<PurchaseAnswer> {
  const { phase } = record;
  const pending = { kind: "pending", unknown: phase.kind === "unknown" } as const;
  if (phase.kind === "purchasing" || phase.kind === "checking") {
    const { purchase } = phase;
    if (calling) return still(withPhase(record, { ...phase, purchase: { ...purchase, sentAt: now } }), pending);
    if (phase.kind === "checking") return check(record, purchase, now);
    return doubt(record, { ...purchase, doubtful: purchase.doubtful + 1 }, null, now);
  }
  if (phase.kind === "waiting" && !calling && phase.nextAt <= now) return check(record, phase.purchase, now);
  if (phase.kind === "unknown" && !calling && phase.nextAt <= now) {
    return { record, effect: { kind: "look_up", purchase: phase.purchase }, answer: pending };
  }
  return still(record, pending);
}

function complete(
  record: NumberRecord,
  purchase: Purchase,
  sold: CarrierNumber,
  now: number,
): NumberStep<PurchaseAnswer> {
  const { by, phoneNumberId, orderId, itemId, terms, configuration, papers = noDocuments, hold } = purchase;
  const owner = { tenantId: by.tenantId, phoneNumberId, carrierId: sold.carrierId };
  const outcome = { kind: "completed", phoneNumberId } as const;
  const number = {
    id: phoneNumberId,
    carrierId: sold.carrierId,
    country: sold.country ?? terms.country,
    type: sold.type ?? terms.type,
    capabilities: sold.capabilities,
    monthlyPrice: terms.monthlyPrice,
    configuration,
    papers,
    restored: purchase.restores,
  };
  const reservation = hold && imageOf(nextVersion(hold), "completed", now, phoneNumberId);
  const told = { kind: "item_settled", by, at: now, itemId, orderId, outcome, reservation, number } as const;
  return still(finishPurchase(record, { kind: "owned", owner }, told), { ...outcome, at: now });
}

const refuse = (record: NumberRecord, purchase: Purchase, { code, carrierCode }: Refused, now: number) =>
  fail(record, purchase, code, carrierCode, false, now);

/** The purchase came to nothing, for certain. A failure that may be retried leaves the buyer's hold as it was. */
function fail(
  record: NumberRecord,
  purchase: Purchase,
  code: ItemFailure,
  carrierCode: number | null,
  retryable: boolean,
  now: number,
): NumberStep<PurchaseAnswer> {
  const outcome = failure(code, carrierCode, retryable);
  const hold = purchase.hold && nextVersion(purchase.hold);
  const survives = hold !== null && retryable && !isOver(hold, now);
  const { cooling } = purchase;
  const before: NumberPhase = cooling && cooling.until > now ? { kind: "cooling", cooling } : { kind: "free" };
  const phase: NumberPhase = survives ? { kind: "held", hold } : before;
  const reservation = hold && endOf(hold, survives, code, now);
  const told = { kind: "item_settled", ...endOfItem(purchase), at: now, outcome, reservation, number: null } as const;
  return still(finishPurchase(record, phase, told), { ...outcome, at: now });
}

const endOfItem = ({ by, itemId, orderId }: Purchase) => ({ by, itemId, orderId });

function endOf(
  hold: NonNullable<Purchase["hold"]>,
  survives: boolean,
  code: ItemFailure,
  now: number,
): ReservationImage {
  if (survives) return imageOf(hold, "held", null);
  return imageOf(hold, code === "number_unavailable" ? "lost" : "failed", now);
}

/** Tells the database how an item ended, and remembers it for commands that come late, even after a release. */
export function finishPurchase(record: NumberRecord, phase: NumberPhase, told: ItemFinished): NumberRecord {
  const { itemId, outcome, at } = told;
  const settled = [...record.settled.filter((past) => past.itemId !== itemId), { itemId, outcome, at }];
  return withPhase({ ...record, settled: settled.slice(-MAX_REMEMBERED) }, phase, told);
}
