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
      "Keeps other tenants from a number while you decide: for 15 minutes, or for `ttl_seconds` (1 minute to 2 hours). Reserving " +
      "a number that you hold already returns your reservation (200).",
    body: { phone_number: "+14155550123", ttl_seconds: 900 },
    success: {
      200: answer(reservation, "You hold the number already; this is your reservation.", example),
      201: answer(reservation, "The number is held for you.", example),
    },
  },
  listReservations: {
    summary: "List reservations",
    description: "Your reservations, ended ones too, newest first.",
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
    description: "Ends the hold, so that other tenants can take the number. Repeating it changes nothing.",
    success: { 204: { description: "The reservation is canceled. `GET` still shows it." } },
  },
  extendReservation: {
    summary: "Extend a reservation",
    description:
      "Extends the hold to `ttl_seconds` from now. It never ends later than two hours after the reservation was made, and " +
      "never earlier than before.",
    body: { ttl_seconds: 900 },
    success: { 200: answer(reservation, "The reservation.", example) },
  },
});
