import { ctxOf, pageBody, pageQuery } from "#kernel/http/http";
import { needs, operation, other, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { downloadArchive } from "./download";
import { listArchives } from "./queries";
import type { EventArchive } from "./responses";
import { toEventArchive } from "./wire";

const list = operation({
  id: "listEventArchives",
  method: "get",
  path: "/v1/events/archives",
  access: needs("events:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<EventArchive>() },
});

const download = operation({
  id: "downloadEventArchive",
  method: "get",
  path: "/v1/events/archives/{date}",
  access: needs("events:read"),
  query: () =>
    z.strictObject({
      part: z
        .string()
        .regex(/^[1-9]\d{0,3}$/)
        .transform(Number)
        .optional()
        .openapi({ type: "integer", minimum: 1, maximum: 9_999, description: "The `part` of an archive." }),
    }),
  success: { 200: other },
});

export type EventArchiveOperations = typeof list | typeof download;

export const eventArchiveRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listArchives(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toEventArchive), page.nextCursor), 200);
  })
  .operation(download, async (c) => {
    const { date } = c.req.valid("param");
    const { body, size, name } = await downloadArchive(ctxOf(c), date, c.req.valid("query").part);
    return c.body(body, 200, {
      "content-type": "application/gzip",
      ...(size !== null && { "content-length": String(size) }),
      "content-disposition": `attachment; filename="events-${name}.ndjson.gz"`,
    });
  });
