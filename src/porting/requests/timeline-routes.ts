import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needsOrOperator, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import type { PortingEntry } from "./responses";
import { addComment, listTimeline, requireEntry } from "./timeline";
import { newComment, toPortingEntry } from "./timeline-wire";
import { entryKinds } from "./values";

const list = operation({
  id: "listPortingTimeline",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/timeline",
  access: needsOrOperator("porting:read"),
  query: () =>
    growingListQuery({
      kind: z.enum(entryKinds).optional().openapi({ description: "Returns only entries of this kind." }),
    }),
  success: { 200: page<PortingEntry>() },
});

const get = operation({
  id: "getPortingTimelineEntry",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/timeline/{porting_entry_id}",
  access: needsOrOperator("porting:read"),
  success: { 200: json<PortingEntry>() },
});

const comment = operation({
  id: "createPortingComment",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/comments",
  access: needsOrOperator("porting:write"),
  idempotent: true,
  body: newComment,
  success: { 201: json<PortingEntry>() },
});

export type PortingTimelineOperations = typeof list | typeof get | typeof comment;

export const portingTimelineRoutes = createRouter()
  .operation(list, async (c) => {
    const { porting_request_id } = c.req.valid("param");
    const found = await listTimeline(ctxOf(c), porting_request_id, c.req.valid("query"));
    return c.json(listPage(c, found.rows.map(toPortingEntry), found.nextCursor), 200);
  })
  .operation(get, async (c) => {
    const { porting_request_id, porting_entry_id } = c.req.valid("param");
    return c.json(toPortingEntry(await requireEntry(ctxOf(c), porting_request_id, porting_entry_id)), 200);
  })
  .operation(comment, async (c) => {
    const { porting_request_id } = c.req.valid("param");
    const made = await addComment(ctxOf(c), porting_request_id, c.req.valid("json"));
    return c.json(made, 201, { Location: `/v1/porting-requests/${porting_request_id}/timeline/${made.id}` });
  });
