// Pure: no I/O, no clock, no randomness.
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
import {
  answerWith,
  type Cooling,
  type Hold,
  type NumberRecord,
  type NumberStep,
  purchaseOf,
  withPhase,
} from "./number-record";
import { occupancyOf } from "./occupancy";
import { REMEMBER_MS } from "./wake-times";
import type { Projection } from "./write-projection";

/** Holds: which tenant may have one, for how long, and what ends it. */

/** The `Retry-After` for other tenants while a number is being bought: most purchases end within seconds. */
const PURCHASE_RETRY_MS = 30_000;

const system = (tenantId: string): Actor => ({ tenantId, actor: "system", requestId: "alarm" });

/** The hold's row in D1, with this status. */
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

const holdChanged = (
  event: "reservation.extended" | "reservation.canceled" | "reservation.expired",
  by: Actor,
  at: number,
  reservation: ReservationImage,
): Projection => ({ kind: "hold_changed", event, by, at, reservation });

const coolingOffOver = ({ tenantId, phoneNumberId }: Omit<Cooling, "until">, at: number): Projection => ({
  kind: "cooling_off_over",
  by: system(tenantId),
  at,
  phoneNumberId,
});

/** Ends a hold or a cooling-off whose time is over. Every rule starts with it, because alarms may come late. */
export function expireDue(record: NumberRecord, now: number): NumberRecord {
  if (record.phase.kind === "cooling" && record.phase.cooling.until <= now)
    return withPhase(record, { kind: "free" }, coolingOffOver(record.phase.cooling, now));
  if (record.phase.kind !== "held" || !isOver(record.phase.hold, now)) return record;
  const hold = nextVersion(record.phase.hold);
  const at = hold.expiresAt;
  return withPhase(
    record,
    { kind: "free" },
    holdChanged("reservation.expired", system(hold.tenantId), at, imageOf(hold, "expired", at)),
  );
}

const reservationOf = ({ reservationId, createdAt, expiresAt }: Hold): Reservation => ({
  id: reservationId,
  createdAt,
  expiresAt,
});

/**
 * Until when no tenant may hold the number, because the carrier refused to sell it: a hold would promise what cannot be
 * bought. Orders still ask the carrier. The refusal is forgotten with the outcome that it caused.
 */
function soldElsewhereUntil({ finishedItems }: NumberRecord): number {
  const newest = finishedItems.at(-1);
  const isSold = newest?.outcome.kind === "failed" && newest.outcome.code === "number_unavailable";
  return isSold ? newest.at + REMEMBER_MS : 0;
}

/** Holds a free number. A tenant that holds it already gets its hold back, unchanged. */
export function holdNumber(
  before: NumberRecord,
  { by, reservationId, ttlMs, forOrder }: HoldRequest,
  now: number,
): NumberStep<HoldAnswer> {
  const record = expireDue(before, now);
  const occupancy = occupancyOf(record.phase, by.tenantId);
  switch (occupancy.kind) {
    case "free": {
      const soldUntil = soldElsewhereUntil(record);
      if (soldUntil > now) return answerWith(record, { kind: "not_for_sale", retryAfterMs: soldUntil - now });
      const hold = {
        reservationId,
        tenantId: by.tenantId,
        createdAt: now,
        expiresAt: now + ttlMs,
        forOrder,
        version: 1,
      };
      const created: Projection = { kind: "hold_created", by, at: now, reservation: imageOf(hold, "held", null) };
      const next = withPhase(record, { kind: "held", hold }, created);
      return answerWith(next, { kind: "held", reservation: reservationOf(hold), created: true });
    }
    case "held":
      return occupancy.isMine
        ? answerWith(record, { kind: "held", reservation: reservationOf(occupancy.hold), created: false })
        : answerWith(record, { kind: "held_by_other", retryAfterMs: occupancy.hold.expiresAt - now });
    case "being_bought":
      return occupancy.isMine
        ? answerWith(record, { kind: "being_bought" })
        : answerWith(record, { kind: "held_by_other", retryAfterMs: PURCHASE_RETRY_MS });
    case "owned":
      return answerWith(record, { kind: "taken", mine: occupancy.isMine ? occupancy.phoneNumberId : null });
    case "cooling": {
      const { isMine, cooling } = occupancy;
      return answerWith(record, { kind: "cooling_off", mine: isMine, retryAfterMs: cooling.until - now });
    }
  }
}

/**
 * Ends a hold that D1 refused to record, or that could not be published. `mayBeWritten`: D1 may have its row, which is
 * then canceled.
 */
export function withdrawHold(
  record: NumberRecord,
  reservationId: string,
  mayBeWritten: boolean,
  now: number,
): NumberRecord {
  const { phase } = record;
  if (phase.kind !== "held" || phase.hold.reservationId !== reservationId) return record;
  const unwritten = record.outbox.filter(
    ({ projection }) => projection.kind !== "hold_created" || projection.reservation.id !== reservationId,
  );
  const freed = withPhase({ ...record, outbox: unwritten }, { kind: "free" });
  if (!mayBeWritten) return freed;
  const image = imageOf(nextVersion(phase.hold), "canceled", now);
  return withPhase(freed, freed.phase, holdChanged("reservation.canceled", system(phase.hold.tenantId), now, image));
}

type FoundHold = { readonly kind: "mine"; readonly hold: Hold } | { readonly kind: "ended" | "being_bought" };

function findHold({ phase }: NumberRecord, by: Actor, reservationId: string): FoundHold {
  const mine = (hold: Hold | null): boolean => hold?.reservationId === reservationId && hold.tenantId === by.tenantId;
  if (phase.kind === "held" && mine(phase.hold)) return { kind: "mine", hold: phase.hold };
  return { kind: mine(purchaseOf(phase)?.hold ?? null) ? "being_bought" : "ended" };
}

/** Extends the hold to `ttlMs` from now, but never beyond `MAX_HOLD_MS` from its start. Never shortens it. */
export function extendHold(
  before: NumberRecord,
  { by, reservationId, ttlMs }: { by: Actor; reservationId: string; ttlMs: number },
  now: number,
): NumberStep<ExtendAnswer> {
  const record = expireDue(before, now);
  const found = findHold(record, by, reservationId);
  if (found.kind !== "mine") return answerWith(record, { kind: found.kind });
  const latest = Math.min(now + ttlMs, found.hold.createdAt + MAX_HOLD_MS);
  if (latest <= found.hold.expiresAt)
    return answerWith(record, { kind: "extended", reservation: reservationOf(found.hold) });
  const longer = { ...nextVersion(found.hold), expiresAt: latest };
  const next = withPhase(
    record,
    { kind: "held", hold: longer },
    holdChanged("reservation.extended", by, now, imageOf(longer, "held", null)),
  );
  return answerWith(next, { kind: "extended", reservation: reservationOf(longer) });
}

/** Whether the outbox still has the hold's cancellation, so that D1 shows it as held. */
const isCancellationPending = ({ outbox }: NumberRecord, reservationId: string): boolean =>
  outbox.some(
    ({ projection }) =>
      projection.kind === "hold_changed" &&
      projection.event === "reservation.canceled" &&
      projection.reservation.id === reservationId,
  );

/** Cancels the tenant's hold. Repeating it before D1 has the cancellation gives the same answer. */
export function cancelHold(
  before: NumberRecord,
  { by, reservationId }: { by: Actor; reservationId: string },
  now: number,
): NumberStep<CancelAnswer> {
  const record = expireDue(before, now);
  const found = findHold(record, by, reservationId);
  if (found.kind === "ended" && isCancellationPending(record, reservationId))
    return answerWith(record, { kind: "canceled" });
  if (found.kind !== "mine") return answerWith(record, { kind: found.kind });
  const image = imageOf(nextVersion(found.hold), "canceled", now);
  const next = withPhase(record, { kind: "free" }, holdChanged("reservation.canceled", by, now, image));
  return answerWith(next, { kind: "canceled" });
}
