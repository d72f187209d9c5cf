import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  body,
  bodyProblems,
  createRouter,
  ctxOf,
  failures,
  json,
  pageBody,
  pageOf,
  pageQuery,
} from "../kernel/http";
import { listFindings } from "./queries";
import { resolve } from "./resolve";
import { finding, resolution, toFinding } from "./wire";

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "purchase_undeliverable",
  subject: { type: "order", id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  evidence: { item_id: "itm_01k9m8x3zt5v7w9y2a4c6e8g0j", phone_number: "+14155550123" },
  suggested_action: "Cancel the order if the number is not wanted any more.",
  created_at: "2026-11-22T10:00:00.000Z",
  resolved_at: null,
  note: null,
};

const common = { security: bearer, tags: ["Findings"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/findings",
  operationId: "listFindings",
  summary: "List findings",
  description:
    "Things that need a person, the newest first; `open=true` leaves out the resolved ones. Needs `numbers:read`.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      open: z
        .enum(["true"])
        .transform(() => true)
        .optional()
        .openapi({ type: "string", enum: ["true"] }),
    }),
  },
  responses: {
    200: json(pageOf(finding, "FindingPage"), "A page of findings.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const resolveRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/resolve",
  operationId: "resolveFinding",
  summary: "Resolve a finding",
  description: "Says that somebody has seen to it. Needs `numbers:write`.",
  request: {
    params: z.object({
      finding_id: z.string().openapi({ param: { name: "finding_id", in: "path" }, example: example.id }),
    }),
    body: body(resolution, { note: "The carrier was down; the order has gone through since." }),
  },
  responses: { 200: json(finding, "The finding, resolved.", example), ...failures("not_found", ...bodyProblems) },
});

export const findingRoutes = createRouter()
  .openapi(list, async (c) => {
    const page = await listFindings(ctxOf(c), c.req.valid("query"));
    return c.json(pageBody(page.rows.map(toFinding), page.nextCursor), 200);
  })
  .openapi(resolveRoute, async (c) => {
    const row = await resolve(ctxOf(c), c.req.valid("param").finding_id, c.req.valid("json").note);
    return c.json(toFinding(row), 200);
  });
