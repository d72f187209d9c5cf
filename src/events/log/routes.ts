import { ctxOf, exportQuery, fileHeaders, growingListQuery, NDJSON, wholeNumber } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { file, json, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { idText } from "#kernel/http/wire";
import { exportEvents } from "./export";
import { listEvents } from "./queries";
import type { Event, VerificationResult } from "./responses";
import { verifyEvents } from "./verify";
import { eventPattern, toEvent, toVerificationResult } from "./wire";

const seq = (minimum: number) => wholeNumber(minimum, 999_999_999_999).optional().openapi({ type: "integer", minimum });

const filters = lazily(() => ({
  after_seq: seq(0).openapi({ description: "Returns only events after this `seq`." }),
  type: eventPattern()
    .optional()
    .openapi({ description: "Returns only events of this type or family, such as `order.*`." }),
  subject_id: idText().optional().openapi({ description: "Returns only events about the object with this id." }),
}));

const list = operation({
  id: "listEvents",
  method: "get",
  path: "/v1/events",
  otherMethods: { post: "The platform writes events; each change writes its own." },
  access: needs("events:read"),
  query: () =>
    growingListQuery({
      sort: z
        .enum(["seq", "-seq"])
        .default("-seq")
        .openapi({ description: "`seq`: the oldest event first. `-seq`: the newest first." }),
      ...filters(),
    }),
  success: { 200: page<Event>() },
  failures: ["events_archived"],
});

const exportRoute = operation({
  id: "exportEvents",
  method: "get",
  path: "/v1/events/export",
  access: needs("events:read"),
  query: () => exportQuery(filters()),
  success: { 200: file },
  failures: ["events_archived"],
});

const verify = operation({
  id: "verifyEvents",
  method: "get",
  path: "/v1/events/verify",
  access: needs("events:read"),
  query: () =>
    z
      .strictObject({
        from_seq: seq(1).openapi({
          description: "The first event to verify. Default: the first event after the archive.",
        }),
        to_seq: seq(1).openapi({ description: "The last event to verify. Default: the last sealed event." }),
      })
      .refine(({ from_seq = 1, to_seq = from_seq }) => to_seq >= from_seq, {
        path: ["to_seq"],
        message: "Must not be smaller than from_seq.",
      }),
  success: { 200: json<VerificationResult>() },
  failures: ["events_archived"],
});

export type EventOperations = typeof list | typeof exportRoute | typeof verify;

export const eventRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listEvents(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toEvent), page.nextCursor), 200);
  })
  .operation(exportRoute, async (c) =>
    c.body(await exportEvents(ctxOf(c), c.req.valid("query")), 200, fileHeaders(NDJSON, "events.ndjson")),
  )
  .operation(verify, async (c) =>
    c.json(toVerificationResult(await verifyEvents(ctxOf(c), c.req.valid("query"))), 200),
  );
