import { ctxOf, pageQuery, wholeNumber } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { file, needs, operation, page } from "#kernel/http/operation";
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
      part: wholeNumber(1, 9_999)
        .optional()
        .openapi({ type: "integer", minimum: 1, maximum: 9_999, description: "The `part` of an archive." }),
    }),
  success: { 200: file },
});

export type EventArchiveOperations = typeof list | typeof download;

export const eventArchiveRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listArchives(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, page.rows.map(toEventArchive), page.nextCursor), 200);
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
