import { runOnce } from "#idempotency/once";
import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, located, needs, operation, other, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { phoneNumberInQuery } from "#kernel/http/wire";
import { cancelReservation } from "./cancel-reservation";
import { extendReservation } from "./extend-reservation";
import { reservationStatuses } from "./lifetime";
import { listReservations, reservationOf } from "./queries";
import { reserveNumber } from "./reserve-number";
import type { Reservation } from "./responses";
import { extension, newReservation, toReservation } from "./wire";

const create = operation({
  id: "createReservation",
  method: "post",
  path: "/v1/reservations",
  access: needs("numbers:write"),
  idempotent: true,
  body: newReservation,
  success: { 200: located<Reservation>(), 201: located<Reservation>() },
  failures: [
    "number_held",
    "number_owned",
    "number_already_yours",
    "number_unavailable",
    "number_cooling_off",
    "reservation_limit_reached",
  ],
});

const list = operation({
  id: "listReservations",
  method: "get",
  path: "/v1/reservations",
  access: needs("numbers:read"),
  query: () =>
    growingListQuery({
      status: z.enum(reservationStatuses).optional().openapi({ description: "As they stand now." }),
      phone_number: phoneNumberInQuery()
        .optional()
        .openapi({ description: "The number that is or was held, in E.164 form." }),
    }),
  success: { 200: page<Reservation>() },
});

const get = operation({
  id: "getReservation",
  method: "get",
  path: "/v1/reservations/{reservation_id}",
  otherMethods: { patch: "POST /v1/reservations/{reservation_id}/extend extends a reservation." },
  access: needs("numbers:read"),
  success: { 200: json<Reservation>() },
});

const remove = operation({
  id: "cancelReservation",
  method: "delete",
  path: "/v1/reservations/{reservation_id}",
  access: needs("numbers:write"),
  success: { 204: other },
  failures: ["reservation_ended", "illegal_transition"],
});

const prolong = operation({
  id: "extendReservation",
  method: "post",
  path: "/v1/reservations/{reservation_id}/extend",
  access: needs("numbers:write"),
  body: extension,
  success: { 200: json<Reservation>() },
  failures: ["reservation_ended", "illegal_transition"],
});

export type ReservationOperations = typeof create | typeof list | typeof get | typeof remove | typeof prolong;

export const reservationRoutes = createRouter()
  .operation(create, async (c) => {
    const { phone_number, ttl_seconds } = c.req.valid("json");
    const { status, body } = await runOnce(ctxOf(c), async () => {
      const { reservation: held, created } = await reserveNumber(ctxOf(c), phone_number, ttl_seconds);
      return { status: created ? 201 : 200, body: held };
    });
    return c.json(body, status === 201 ? 201 : 200, { Location: `/v1/reservations/${body.id}` });
  })
  .operation(list, async (c) => {
    const ctx = ctxOf(c);
    const page = await listReservations(ctx, c.req.valid("query"));
    return c.json(
      listPage(
        c,
        page.rows.map((row) => toReservation(row, ctx.now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .operation(get, async (c) => {
    const row = await reservationOf(ctxOf(c), c.req.valid("param").reservation_id);
    return c.json(toReservation(row, ctxOf(c).now), 200);
  })
  .operation(remove, async (c) => {
    await cancelReservation(ctxOf(c), c.req.valid("param").reservation_id);
    return c.body(null, 204);
  })
  .operation(prolong, async (c) =>
    c.json(
      await extendReservation(ctxOf(c), c.req.valid("param").reservation_id, c.req.valid("json").ttl_seconds),
      200,
    ),
  );
