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
  .openapi({ description: "How long to hold the number, in seconds. The default is 900.", example: 900 });

export const newReservation = z
  .strictObject({ phone_number: phoneNumber, ttl_seconds: ttlSeconds })
  .openapi("NewReservation");

export const extension = z.strictObject({ ttl_seconds: ttlSeconds }).openapi("ReservationExtension");

export const reservation = z
  .object({
    id: z.string().openapi({ description: "The reservation's id." }),
    phone_number: z.string().openapi({ description: "The held number in E.164 form." }),
    status: z.enum(reservationStatuses).openapi({
      description:
        "`held`: no other tenant can reserve or buy the number. `purchasing`: an order is buying it. `completed`: it was bought. " +
        "`cancelled`: you gave it up. `expired`: `expires_at` passed. `lost`: Twilio sold the number to one of its other customers. " +
        "`failed`: the order that used the reservation failed.",
    }),
    hold_scope: z.literal("platform").openapi({
      description:
        "Always `platform`: the hold keeps other tenants of this platform from the number. Twilio has no holds, so it may still " +
        "sell the number to one of its other customers. The reservation then ends as `lost`.",
    }),
    created_at: z.iso.datetime().openapi({ description: "When the number was reserved." }),
    expires_at: z.iso.datetime().openapi({ description: "When the hold ends, unless you extend it." }),
    expires_in: z.int().openapi({
      description:
        "The seconds until `expires_at`, for clients whose clock may be wrong. 0 when the reservation has ended.",
    }),
    ended_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the reservation ended; null while it is live." }),
    phone_number_id: z
      .string()
      .nullable()
      .openapi({ description: "The id of the number in your inventory, once it is bought; null before." }),
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
