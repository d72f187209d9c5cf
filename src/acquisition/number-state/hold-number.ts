import type { ReservationImage } from "#acquisition/reservations/hold-statements";
import { isOver, MAX_HOLD_MS, type ReservationStatus } from "#acquisition/reservations/lifetime";
import type {
  Actor,
  CancelAnswer,
  ExtendAnswer,
  HoldAnswer,
  HoldRequest,
  Reservation,
} from "#kernel/ports/number-object";
import { type Hold, type NumberRecord, type NumberStep, purchaseOf, withPhase } from "./number-record";
import type { Projection } from "./write-projection";

/** Every rule about holds: who may have one, for how long, and what ends it. */

/** What another tenant is told to wait while a number is being bought: the outcome is not known, but it will not be long. */
const PURCHASE_RETRY_MS = 30_000;

const system = (tenantId: string): Actor => ({ tenantId, actor: "system", requestId: "alarm" });

export const imageOf = (
  hold: Hold,
  status: ReservationStatus,
  endedAt: number | null,
  phoneNumberId: string | null = null,
): ReservationImage => ({
  id: hold.reservationId,
  tenantId: hold.tenantId,
  status,
  createdAt: hold.createdAt,
  expiresAt: hold.expiresAt,
  endedAt,
  phoneNumberId,
  forOrder: hold.forOrder,
  version: hold.version,
});

export const nextVersion = (hold: Hold): Hold => ({ ...hold, version: hold.version + 1 });

const changed = (
  event: "reservation.extended" | "reservation.cancelled" | "reservation.expired",
  by: Actor,
  at: number,
  reservation: ReservationImage,
): Projection => ({ kind: "hold_changed", event, by, at, reservation });

/** The record with whatever has run out ended: a hold, or a cooling-off. */
export function expireDue(record: NumberRecord, now: number): NumberRecord {
  if (record.phase.kind === "cooling" && record.phase.cooling.until <= now) return withPhase(record, { kind: "free" });
  if (record.phase.kind !== "held" || !isOver(record.phase.hold, now)) return record;
  const hold = nextVersion(record.phase.hold);
  const at = hold.expiresAt;
  return withPhase(
    record,
    { kind: "free" },
    changed("reservation.expired", system(hold.tenantId), at, imageOf(hold, "expired", at)),
  );
}

const reservationOf = ({ reservationId, createdAt, expiresAt }: Hold): Reservation => ({
  id: reservationId,
  createdAt,
  expiresAt,
});

const still = <Answer>(record: NumberRecord, answer: Answer): NumberStep<Answer> => ({ record, effect: null, answer });

export function hold(
  before: NumberRecord,
  { by, reservationId, ttlMs, forOrder }: HoldRequest,
  now: number,
): NumberStep<HoldAnswer> {
  const record = expireDue(before, now);
  const { phase } = record;
  switch (phase.kind) {
    case "free": {
      const fresh = {
        reservationId,
        tenantId: by.tenantId,
        createdAt: now,
        expiresAt: now + ttlMs,
        forOrder,
        version: 1,
      };
      const created: Projection = { kind: "hold_created", by, at: now, reservation: imageOf(fresh, "held", null) };
      const next = withPhase(record, { kind: "held", hold: fresh }, created);
      return still(next, { kind: "held", reservation: reservationOf(fresh), created: true });
    }
    case "held":
      return phase.hold.tenantId === by.tenantId
        ? still(record, { kind: "held", reservation: reservationOf(phase.hold), created: false })
        : still(record, { kind: "held_by_other", retryAfterMs: phase.hold.expiresAt - now });
    case "cooling": {
      const { tenantId, until } = phase.cooling;
      return still(record, { kind: "cooling_off", mine: tenantId === by.tenantId, retryAfterMs: until - now });
    }
    case "checking":
    case "purchasing":
    case "waiting":
    case "unknown":
      return phase.purchase.by.tenantId === by.tenantId
        ? still(record, { kind: "being_bought" })
        : still(record, { kind: "held_by_other", retryAfterMs: PURCHASE_RETRY_MS });
    case "owned":
    case "releasing":
      return still(record, { kind: "taken", mine: phase.owner.tenantId === by.tenantId });
  }
}

/** Ends a hold that the database would not have, or could not be asked about. `reached`: it may have been written. */
export function withdraw(record: NumberRecord, reservationId: string, reached: boolean, now: number): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "held" || phase.hold.reservationId !== reservationId) return record;
  const unwritten = record.outbox.filter(
    ({ told }) => told.kind !== "hold_created" || told.reservation.id !== reservationId,
  );
  const gone = withPhase({ ...record, outbox: unwritten }, { kind: "free" });
  if (!reached) return gone;
  const image = imageOf(nextVersion(phase.hold), "cancelled", now);
  return withPhase(gone, gone.phase, changed("reservation.cancelled", system(phase.hold.tenantId), now, image));
}

type Found = { readonly kind: "mine"; readonly hold: Hold } | { readonly kind: "ended" | "being_bought" };

function findHold({ phase }: NumberRecord, by: Actor, reservationId: string): Found {
  const mine = (hold: Hold | null): boolean => hold?.reservationId === reservationId && hold.tenantId === by.tenantId;
  if (phase.kind === "held" && mine(phase.hold)) return { kind: "mine", hold: phase.hold };
  return { kind: mine(purchaseOf(phase)?.hold ?? null) ? "being_bought" : "ended" };
}

export function extendHold(
  before: NumberRecord,
  { by, reservationId, ttlMs }: { by: Actor; reservationId: string; ttlMs: number },
  now: number,
): NumberStep<ExtendAnswer> {
  const record = expireDue(before, now);
  const found = findHold(record, by, reservationId);
  if (found.kind !== "mine") return still(record, { kind: found.kind });
  const latest = Math.min(now + ttlMs, found.hold.createdAt + MAX_HOLD_MS);
  if (latest <= found.hold.expiresAt)
    return still(record, { kind: "extended", reservation: reservationOf(found.hold) });
  const longer = { ...nextVersion(found.hold), expiresAt: latest };
  const next = withPhase(
    record,
    { kind: "held", hold: longer },
    changed("reservation.extended", by, now, imageOf(longer, "held", null)),
  );
  return still(next, { kind: "extended", reservation: reservationOf(longer) });
}

/** Cancelled already, only that the database does not know it yet. */
const isCancelUntold = ({ outbox }: NumberRecord, reservationId: string): boolean =>
  outbox.some(
    ({ told }) =>
      told.kind === "hold_changed" && told.event === "reservation.cancelled" && told.reservation.id === reservationId,
  );

export function cancelHold(
  before: NumberRecord,
  { by, reservationId }: { by: Actor; reservationId: string },
  now: number,
): NumberStep<CancelAnswer> {
  const record = expireDue(before, now);
  const found = findHold(record, by, reservationId);
  if (found.kind === "ended" && isCancelUntold(record, reservationId)) return still(record, { kind: "cancelled" });
  if (found.kind !== "mine") return still(record, { kind: found.kind });
  const image = imageOf(nextVersion(found.hold), "cancelled", now);
  const next = withPhase(record, { kind: "free" }, changed("reservation.cancelled", by, now, image));
  return still(next, { kind: "cancelled" });
}
