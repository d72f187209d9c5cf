import { z } from "@hono/zod-openapi";
import { phoneNumber } from "#kernel/http/wire";
import type { Reservation } from "#kernel/ports/number-object";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { MAX_TTL_MS, MIN_TTL_MS, reservationStatuses, statusAt } from "./lifetime";
import type { ReservationRow } from "./table";

const ttlSeconds = z
  .int()
  .min(MIN_TTL_MS / 1_000)
  .max(MAX_TTL_MS / 1_000)
  .optional()
  .openapi({ description: "How long to hold it, in seconds; 900 unless given.", example: 900 });

export const newReservation = z
  .strictObject({ phone_number: phoneNumber, ttl_seconds: ttlSeconds })
  .openapi("NewReservation");

export const extension = z.strictObject({ ttl_seconds: ttlSeconds }).openapi("ReservationExtension");

export const reservation = z
  .object({
    id: z.string(),
    phone_number: z.string(),
    status: z.enum(reservationStatuses),
    hold_scope: z.literal("platform").openapi({
      description:
        "What the hold is worth. `platform`: no other tenant here can take the number, but the carrier knows of no holds and " +
        "may still sell it to a customer of its own. Then the reservation ends as `lost`.",
    }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime(),
    expires_in: z.int().openapi({ description: "Seconds left, for clients whose clock may be wrong; 0 when over." }),
    ended_at: z.iso.datetime().nullable(),
    phone_number_id: z.string().nullable().openapi({ description: "The number, once it is bought." }),
  })
  .openapi("Reservation");

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

/** A hold as its object has it: live by definition. */
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
