import { createRoute, z } from "@hono/zod-openapi";
import { bearer, createRouter, ctxOf, failures, json, pageBody, pageOf, pageQuery, wholeNumber } from "../kernel/http";
import { eventTypes } from "./catalogue";
import { exampleEvent } from "./example";
import { listEvents } from "./queries";
import { event, toEvent } from "./wire";

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
    200: json(pageOf(event, "EventPage"), "A page of events.", pageBody([exampleEvent], null)),
    ...failures("invalid_cursor"),
  },
});

export const eventRoutes = createRouter().openapi(list, async (c) => {
  const page = await listEvents(ctxOf(c), c.req.valid("query"));
  return c.json(pageBody(page.rows.map(toEvent), page.nextCursor), 200);
});
