import { createRoute, z } from "@hono/zod-openapi";
import { runOnce } from "#idempotency/once";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  failures,
  idempotencyHeader,
  idempotencyProblems,
  json,
  pageBody,
  pageOf,
  pageQuery,
} from "#kernel/http/http";
import { phoneNumberInQuery } from "#kernel/http/wire";
import { cancelReservation } from "./cancel-reservation";
import { extendReservation } from "./extend-reservation";
import { reservationStatuses } from "./lifetime";
import { listReservations, reservationOf } from "./queries";
import { reserveNumber } from "./reserve-number";
import { extension, newReservation, reservation, toReservation } from "./wire";

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

const path = z.object({
  reservation_id: z.string().openapi({
    param: { name: "reservation_id", in: "path" },
    description: "The reservation's id.",
    example: example.id,
  }),
});
const common = { security: bearer, tags: ["Reservations"] };

const create = createRoute({
  ...common,
  method: "post",
  path: "/v1/reservations",
  operationId: "createReservation",
  summary: "Reserve a number",
  description:
    "Holds a number while you decide: 15 minutes unless you say otherwise, 1 minute to 2 hours. Reserving a number that you " +
    "already hold gives you your reservation back (200). Needs `numbers:write`.",
  request: {
    headers: idempotencyHeader,
    body: body(newReservation, { phone_number: "+14155550123", ttl_seconds: 900 }),
  },
  responses: {
    200: json(reservation, "You hold it already.", example),
    201: json(reservation, "It is held for you.", example),
    ...failures(
      "number_held",
      "number_owned",
      "number_cooling_off",
      "reservation_limit_reached",
      ...bodyProblems,
      ...idempotencyProblems,
    ),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/reservations",
  operationId: "listReservations",
  summary: "List reservations",
  description: "Your reservations, the newest first, the ended ones too. Needs `numbers:read`.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      status: z.enum(reservationStatuses).optional().openapi({ description: "As they stand now." }),
      phone_number: phoneNumberInQuery
        .optional()
        .openapi({ description: "The number that is or was held, in E.164 form." }),
    }),
  },
  responses: {
    200: json(pageOf(reservation, "ReservationPage"), "A page of reservations.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/reservations/{reservation_id}",
  operationId: "getReservation",
  summary: "Get a reservation",
  description: "One reservation as it is now. Needs `numbers:read`.",
  request: { params: path },
  responses: { 200: json(reservation, "The reservation.", example), ...failures("not_found") },
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: "/v1/reservations/{reservation_id}",
  operationId: "cancelReservation",
  summary: "Cancel a reservation",
  description: "Lets the number go. Cancelling again is no error. Needs `numbers:write`.",
  request: { params: path },
  responses: {
    200: json(reservation, "The reservation, cancelled.", { ...example, status: "cancelled", expires_in: 0 }),
    ...failures("not_found", "reservation_ended", "illegal_transition"),
  },
});

const prolong = createRoute({
  ...common,
  method: "post",
  path: "/v1/reservations/{reservation_id}/extend",
  operationId: "extendReservation",
  summary: "Extend a reservation",
  description:
    "Holds the number for `ttl_seconds` from now, but never past two hours from the reservation's beginning, and never " +
    "shorter than it was. Needs `numbers:write`.",
  request: { params: path, body: body(extension, { ttl_seconds: 900 }) },
  responses: {
    200: json(reservation, "The reservation.", example),
    ...failures("not_found", "reservation_ended", "illegal_transition", ...bodyProblems),
  },
});

export const reservationRoutes = createRouter()
  .openapi(create, async (c) => {
    const { phone_number, ttl_seconds } = c.req.valid("json");
    const { status, body } = await runOnce(ctxOf(c), reservation, async () => {
      const { reservation: held, created } = await reserveNumber(ctxOf(c), phone_number, ttl_seconds);
      return { status: created ? 201 : 200, body: held };
    });
    return c.json(body, status === 201 ? 201 : 200, { Location: `/v1/reservations/${body.id}` });
  })
  .openapi(list, async (c) => {
    const ctx = ctxOf(c);
    const page = await listReservations(ctx, c.req.valid("query"));
    return c.json(
      pageBody(
        page.rows.map((row) => toReservation(row, ctx.now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .openapi(get, async (c) => {
    const row = await reservationOf(ctxOf(c), c.req.valid("param").reservation_id);
    return c.json(toReservation(row, ctxOf(c).now), 200);
  })
  .openapi(remove, async (c) => {
    const row = await cancelReservation(ctxOf(c), c.req.valid("param").reservation_id);
    return c.json(toReservation(row, ctxOf(c).now), 200);
  })
  .openapi(prolong, async (c) =>
    c.json(
      await extendReservation(ctxOf(c), c.req.valid("param").reservation_id, c.req.valid("json").ttl_seconds),
      200,
    ),
  );
