import { createRoute, z } from "@hono/zod-openapi";
import { bearer, createRouter, ctxOf, failures, json, pageBody, pageOf, pageQuery, wholeNumber } from "../kernel/http";
import { eventTypes } from "./catalogue";
import { listEvents } from "./queries";
import { event, toEvent } from "./wire";

const example = {
  seq: 42,
  id: "evt_01k9m8x3zt5v7w9y2a4c6e8g0j",
  type: "reservation.created",
  occurred_at: "2026-11-22T10:00:00.000Z",
  actor: "key:key_01k9m8x3zt5v7w9y2a4c6e8g0j",
  request_id: "req_01k9m8x3zt5v7w9y2a4c6e8g0j",
  subject: { type: "reservation", id: "rsv_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  data: { phone_number: "+14155550123", expires_at: "2026-11-22T10:15:00.000Z", phone_number_id: null },
};

const list = createRoute({
  security: bearer,
  tags: ["Events"],
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "List events",
  description:
    "Everything that has happened to your things, each event written together with the change it tells of. The newest come " +
    "first; with `sort=seq` and `after_seq` you can follow the log. Needs `events:read`.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      sort: z.enum(["seq", "-seq"]).default("-seq"),
      after_seq: wholeNumber(0, 999_999_999_999).optional().openapi({ type: "integer", minimum: 0 }),
      type: z.enum(eventTypes).optional(),
      subject_id: z.string().max(64).optional(),
    }),
  },
  responses: {
    200: json(pageOf(event, "EventPage"), "A page of events.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

export const eventRoutes = createRouter().openapi(list, async (c) => {
  const page = await listEvents(ctxOf(c), c.req.valid("query"));
  return c.json(pageBody(page.rows.map(toEvent), page.nextCursor), 200);
});
