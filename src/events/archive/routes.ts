import { createRoute, z } from "@hono/zod-openapi";
import { bearer, createRouter, ctxOf, failures, json, pageBody, pageOf, pageQuery } from "#kernel/http/http";
import { downloadArchive } from "./download";
import { listArchives } from "./queries";
import { eventArchive, toEventArchive } from "./wire";

const example = {
  date: "2026-08-23",
  part: 1,
  last_part: true,
  first_seq: 1,
  last_seq: 42,
  previous_hash: "0".repeat(64),
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  archived_at: "2026-11-22T03:23:00.000Z",
};

const common = { security: bearer, tags: ["Events"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/events/archives",
  operationId: "listEventArchives",
  summary: "List archived days of events",
  description:
    "The days whose events are past retention (90 days unless the deployment says otherwise) and are kept in the archive " +
    "instead of the log, the last one first. Each goes on where the one before it ends; a day of very many events has several, its " +
    "`part`s. Needs `events:read`.",
  request: { query: z.strictObject(pageQuery()) },
  responses: {
    200: json(pageOf(eventArchive, "EventArchivePage"), "A page of days.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const download = createRoute({
  ...common,
  method: "get",
  path: "/v1/events/archives/{date}",
  operationId: "downloadEventArchive",
  summary: "Download an archived day of events",
  description:
    "The events of the day as gzipped NDJSON: one `Event` to a line, in `seq` order. Of a day in parts it is all parts that are there, " +
    "one gzip member after the other, as `gunzip` reads them (RFC 1952); what reads one member only asks for each `part`. Needs `events:read`.",
  request: {
    params: z.object({
      date: z.string().openapi({
        param: { name: "date", in: "path" },
        description: "The `date` of an archive.",
        example: example.date,
      }),
    }),
    query: z.strictObject({
      part: z
        .string()
        .regex(/^[1-9]\d{0,3}$/)
        .transform(Number)
        .optional()
        .openapi({ type: "integer", minimum: 1, maximum: 9_999, description: "The `part` of an archive." }),
    }),
  },
  responses: {
    200: {
      description: "The file.",
      content: {
        "application/gzip": {
          schema: z.string().openapi({ format: "binary" }),
          example: "(gzipped NDJSON)",
        },
      },
    },
    ...failures("not_found"),
  },
});

export const eventArchiveRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listArchives(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toEventArchive), page.nextCursor), 200);
  })
  .openapi(download, async (c) => {
    const { date } = c.req.valid("param");
    const { body, size, name } = await downloadArchive(ctxOf(c), date, c.req.valid("query").part);
    return c.body(body, 200, {
      "content-type": "application/gzip",
      ...(size !== null && { "content-length": String(size) }),
      "content-disposition": `attachment; filename="events-${name}.ndjson.gz"`,
    });
  });
