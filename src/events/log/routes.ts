import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  createRouter,
  ctxOf,
  failures,
  json,
  NDJSON,
  ndjsonInstead,
  pageBody,
  pageOf,
  pageQuery,
  requireValid,
  wholeNumber,
} from "#kernel/http/http";
import { eventTypes } from "./catalogue";
import { exampleEvent } from "./example";
import { exportEvents } from "./export";
import { listEvents } from "./queries";
import { verifyEvents } from "./verify";
import { event, toEvent, toVerificationResult, verificationResult } from "./wire";

const common = { security: bearer, tags: ["Events"] };
const seq = (minimum: number) => wholeNumber(minimum, 999_999_999_999).optional().openapi({ type: "integer", minimum });

const filters = {
  after_seq: seq(0).openapi({ description: "Events after the one with this `seq` only." }),
  type: z.enum(eventTypes).optional().openapi({ description: "Events of this type only." }),
  subject_id: z.string().max(64).optional().openapi({ description: "Events about the thing with this id only." }),
};

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/events",
  operationId: "listEvents",
  summary: "List events",
  description:
    "Everything that has happened to your things, each event written together with the change it tells of. The newest come " +
    "first; with `sort=seq` and `after_seq` you can follow the log. With `Accept: application/x-ndjson` the answer is all of " +
    "them at once, one to a line, in `seq` order without `sort`, `limit` and `cursor`; a file that was cut off by an error ends with " +
    "the connection, not like a whole one. Events past retention are in the archive: going on after one of them, or after " +
    "one before them, is refused with `events_archived`, which says with `first_seq` where the log begins now. " +
    "Needs `events:read`.",
  middleware: ndjsonInstead(async (c) => {
    const query = requireValid(z.strictObject(filters), c.req.query(), "query");
    return c.body(await exportEvents(ctxOf(c), query), 200, { "content-type": NDJSON });
  }),
  request: {
    query: z.strictObject({
      ...pageQuery(),
      sort: z
        .enum(["seq", "-seq"])
        .default("-seq")
        .openapi({ description: "As they happened, or with `-` the newest first." }),
      ...filters,
    }),
  },
  responses: {
    200: {
      description: "A page of events; or all of them, one to a line.",
      content: {
        ...json(pageOf(event, "EventPage"), "", pageBody([exampleEvent], null)).content,
        [NDJSON]: {
          schema: z.string().openapi({ description: "An `Event` to a line." }),
          example: `${JSON.stringify(exampleEvent)}\n`,
        },
      },
    },
    ...failures("invalid_cursor", "events_archived"),
  },
});

const verify = createRoute({
  ...common,
  method: "get",
  path: "/v1/events/verify",
  operationId: "verifyEvents",
  summary: "Verify the hash chain of events",
  description:
    "Recomputes the hashes of up to 1,000 of your sealed events and names the first that is not as it was sealed. " +
    "`next_seq` says where to go on. A range that begins where the archive ends is chained to the archive's last event. " +
    "Whoever could rewrite the whole log could rewrite all hashes: keep a `head` elsewhere, and it must still be there " +
    "later. Needs `events:read`.",
  request: {
    query: z
      .strictObject({
        from_seq: seq(1).openapi({ description: "The first event that is not in the archive, unless given." }),
        to_seq: seq(1).openapi({ description: "The last one that is sealed, unless given." }),
      })
      .refine(({ from_seq = 1, to_seq = from_seq }) => to_seq >= from_seq, {
        path: ["to_seq"],
        message: "Must not be smaller than from_seq.",
      }),
  },
  responses: {
    200: json(verificationResult, "What was found.", {
      verified: true,
      from_seq: 1,
      to_seq: 42,
      head: { seq: 42, hash: exampleEvent.hash },
      unsealed: 0,
      next_seq: null,
    }),
    ...failures("events_archived"),
  },
});

export const eventRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listEvents(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toEvent), page.nextCursor), 200);
  })
  .openapi(verify, async (c) => c.json(toVerificationResult(await verifyEvents(ctxOf(c), c.req.valid("query"))), 200));
