import { ctxOf, NDJSON, ndjsonInstead, pageBody, pageQuery, requireValid, wholeNumber } from "#kernel/http/http";
import { json, needs, operation, pageOrFile } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { lazily, z } from "#kernel/http/schema";
import { eventTypes } from "./catalogue";
import { exportEvents } from "./export";
import { listEvents } from "./queries";
import type { Event, VerificationResult } from "./responses";
import { verifyEvents } from "./verify";
import { toEvent, toVerificationResult } from "./wire";

const seq = (minimum: number) => wholeNumber(minimum, 999_999_999_999).optional().openapi({ type: "integer", minimum });

const filters = lazily(() => ({
  after_seq: seq(0).openapi({ description: "Returns only events after this `seq`." }),
  type: z.enum(eventTypes).optional().openapi({ description: "Returns only events of this type." }),
  subject_id: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: "Returns only events about the object with this id." }),
}));

const list = operation({
  id: "listEvents",
  method: "get",
  path: "/v1/events",
  access: needs("events:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      sort: z
        .enum(["seq", "-seq"])
        .default("-seq")
        .openapi({ description: "`seq`: the oldest event first. `-seq`: the newest first." }),
      ...filters(),
    }),
  success: { 200: pageOrFile<Event>() },
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

export type EventOperations = typeof list | typeof verify;

export const eventRoutes = createRouter()
  .operation(
    list,
    async (c) => {
      const page = await listEvents(ctxOf(c), c.req.valid("query"));
      return c.json(pageBody(page.rows.map(toEvent), page.nextCursor), 200);
    },
    ndjsonInstead(async (c) => {
      const query = requireValid(z.strictObject(filters()), c.req.query(), "query");
      return c.body(await exportEvents(ctxOf(c), query), 200, { "content-type": NDJSON });
    }),
  )
  .operation(verify, async (c) =>
    c.json(toVerificationResult(await verifyEvents(ctxOf(c), c.req.valid("query"))), 200),
  );
