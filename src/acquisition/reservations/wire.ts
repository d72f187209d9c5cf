import { lazily, z } from "#kernel/http/schema";
import { phoneNumber } from "#kernel/http/wire";
import type { Reservation } from "#kernel/ports/number-object";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { MAX_TTL_MS, MIN_TTL_MS, statusAt } from "./lifetime";
import type { reservation } from "./responses";
import type { ReservationRow } from "./table";

const ttlSeconds = lazily(() =>
  z
    .int()
    .min(MIN_TTL_MS / 1_000)
    .max(MAX_TTL_MS / 1_000)
    .optional()
    .openapi({ description: "How long to hold the number, in seconds. The default is 900.", example: 900 }),
);

export const newReservation = lazily(() =>
  z.strictObject({ phone_number: phoneNumber(), ttl_seconds: ttlSeconds() }).openapi("NewReservation"),
);

export const extension = lazily(() => z.strictObject({ ttl_seconds: ttlSeconds() }).openapi("ReservationExtension"));

export type ReservationWire = z.infer<typeof reservation>;

const secondsLeft = (expiresAt: number, now: number): number => Math.max(0, Math.floor((expiresAt - now) / 1_000));

export function toReservation(row: ReservationRow, now: number): ReservationWire {
  const status = statusAt(row, now);
  const live = status === "held" || status === "purchasing";
  return {
    id: row.id,
    phone_number: row.e164,
    status,
    hold_scope: "platform",
    created_at: isoTime(row.createdAt),
    expires_at: isoTime(row.expiresAt),
    expires_in: live ? secondsLeft(row.expiresAt, now) : 0,
    ended_at: isoTimeOrNull(row.endedAt ?? (status === "expired" ? row.expiresAt : null)),
    phone_number_id: row.phoneNumberId,
  };
}

/** A live hold as the number's object answers it. */
export const heldWire = (e164: string, { id, createdAt, expiresAt }: Reservation, now: number): ReservationWire => ({
  id,
  phone_number: e164,
  status: "held",
  hold_scope: "platform",
  created_at: isoTime(createdAt),
  expires_at: isoTime(expiresAt),
  expires_in: secondsLeft(expiresAt, now),
  ended_at: null,
  phone_number_id: null,
});
