import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { reservation } from "./responses";
import type { ReservationOperations } from "./routes";

const example = {
  id: "rsv_01k9m8x3zt5v7w9y2a4c6e8g0j",
  phone_number: "+14155550123",
  status: "held",
  hold_scope: "platform",
  created_at: "2026-11-22T10:00:00.000Z",
  expires_at: "2026-11-22T10:15:00.000Z",
  expires_in: 900,
  ended_at: null,
  phone_number_id: null,
};

export const reservationDocs = describe<ReservationOperations>("Reservations", {
  createReservation: {
    summary: "Reserve a number",
    description:
      "Holds a number while you decide: 15 minutes unless you say otherwise, 1 minute to 2 hours. Reserving a number that you " +
      "already hold gives you your reservation back (200).",
    body: { phone_number: "+14155550123", ttl_seconds: 900 },
    success: {
      200: answer(reservation, "You hold it already.", example),
      201: answer(reservation, "It is held for you.", example),
    },
  },
  listReservations: {
    summary: "List reservations",
    description: "Your reservations, the newest first, the ended ones too.",
    success: {
      200: answer(pageOf(reservation, "ReservationPage"), "A page of reservations.", pageBody([example], null)),
    },
  },
  getReservation: {
    summary: "Get a reservation",
    description: "One reservation as it is now.",
    success: { 200: answer(reservation, "The reservation.", example) },
  },
  cancelReservation: {
    summary: "Cancel a reservation",
    description: "Lets the number go. Cancelling again is no error.",
    success: {
      200: answer(reservation, "The reservation, cancelled.", { ...example, status: "cancelled", expires_in: 0 }),
    },
  },
  extendReservation: {
    summary: "Extend a reservation",
    description:
      "Holds the number for `ttl_seconds` from now, but never past two hours from the reservation's beginning, and never " +
      "shorter than it was.",
    body: { ttl_seconds: 900 },
    success: { 200: answer(reservation, "The reservation.", example) },
  },
});
