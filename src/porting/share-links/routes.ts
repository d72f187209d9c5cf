import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needsOrOperator, operation, other, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { requireRequest } from "../requests/queries";
import { createShareLink } from "./create-share-link";
import { listShareLinks, requireShareLink } from "./queries";
import type { CreatedPortingShareLink, PortingShareLink } from "./responses";
import { revokeShareLink } from "./revoke-share-link";
import { newShareLink, toShareLink } from "./wire";

const create = operation({
  id: "createPortingShareLink",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/share-links",
  access: needsOrOperator("porting:write"),
  idempotent: true,
  body: newShareLink,
  success: { 201: json<CreatedPortingShareLink>() },
  failures: ["share_link_limit_reached"],
});

const list = operation({
  id: "listPortingShareLinks",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/share-links",
  access: needsOrOperator("porting:read"),
  query: () => z.strictObject(pageQuery()),
  success: { 200: page<PortingShareLink>() },
});

const get = operation({
  id: "getPortingShareLink",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/share-links/{porting_share_link_id}",
  access: needsOrOperator("porting:read"),
  success: { 200: json<PortingShareLink>() },
});

const revoke = operation({
  id: "revokePortingShareLink",
  method: "delete",
  path: "/v1/porting-requests/{porting_request_id}/share-links/{porting_share_link_id}",
  access: needsOrOperator("porting:write"),
  success: { 204: other },
});

export type PortingShareLinkOperations = typeof create | typeof list | typeof get | typeof revoke;

export const portingShareLinkRoutes = createRouter()
  .operation(create, async (c) => {
    const { porting_request_id } = c.req.valid("param");
    const made = await createShareLink(ctxOf(c), porting_request_id, c.req.valid("json"));
    return c.json(made, 201, { Location: `/v1/porting-requests/${porting_request_id}/share-links/${made.id}` });
  })
  .operation(list, async (c) => {
    const ctx = ctxOf(c);
    const { id } = await requireRequest(ctx, c.req.valid("param").porting_request_id);
    const found = await listShareLinks(ctx, id, c.req.valid("query"));
    const links = found.rows.map((row) => toShareLink(row, ctx.now));
    return c.json(listPage(c, links, found.nextCursor), 200);
  })
  .operation(get, async (c) => {
    const { porting_request_id, porting_share_link_id } = c.req.valid("param");
    const ctx = ctxOf(c);
    const { id } = await requireRequest(ctx, porting_request_id);
    return c.json(toShareLink(await requireShareLink(ctx, id, porting_share_link_id), ctx.now), 200);
  })
  .operation(revoke, async (c) => {
    const { porting_request_id, porting_share_link_id } = c.req.valid("param");
    await revokeShareLink(ctxOf(c), porting_request_id, porting_share_link_id);
    return c.body(null, 204);
  });
