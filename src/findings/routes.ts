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
} from "#kernel/http/http";
import { invalidField } from "#kernel/http/problem";
import { assignFinding } from "./assign";
import { kindNames, severities } from "./kinds";
import { findingOf, listFindings } from "./queries";
import { resolveFinding } from "./resolve";
import { snooze } from "./snooze";
import { findingStatuses } from "./status";
import { finding, findingAssignment, resolution, snoozing, toFinding } from "./wire";

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "purchase_undeliverable",
  severity: "critical",
  status: "open",
  subject: { type: "order", id: "ord_01k9m8x3zt5v7w9y2a4c6e8g0j" },
  evidence: { item_id: "itm_01k9m8x3zt5v7w9y2a4c6e8g0j", phone_number: "+14155550123" },
  suggested_action: "Cancel the order if the number is not wanted any more.",
  assignee: null,
  snoozed_until: null,
  created_at: "2026-11-22T10:00:00.000Z",
  resolved_at: null,
  resolved_by: null,
  note: null,
};
const note = "The carrier was down; the order has gone through since.";
const resolved = {
  ...example,
  status: "resolved",
  resolved_at: "2026-11-22T11:00:00.000Z",
  resolved_by: "key:key_01k9m8x3zt5v7w9y2a4c6e8g0j",
  note,
};
const until = "2026-11-23T08:00:00.000Z";

const common = { security: bearer, tags: ["Findings"] };
const params = z.object({
  finding_id: z
    .string()
    .openapi({ param: { name: "finding_id", in: "path" }, description: "The finding's id.", example: example.id }),
});
const changes = failures("not_found", "illegal_transition", "changed_meanwhile", ...bodyProblems);

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/findings",
  operationId: "listFindings",
  summary: "List findings",
  description:
    "Things that need a person, the newest first, without those that are snoozed unless `status` asks for them. A finding opens " +
    "and closes by itself with the fact it tells of, and of one fact there is at most one that is open. Needs `numbers:read`, or `admin` for the platform's own and, with `tenant_id`, for anybody's.",
  request: {
    query: z.strictObject({
      ...pageQuery(),
      status: z
        .enum(findingStatuses)
        .optional()
        .openapi({ description: "As they stand now; all but the snoozed ones unless given." }),
      kind: z.enum(kindNames).optional().openapi({ description: "What they tell of." }),
      severity: z.enum(severities).optional().openapi({ description: "How bad they are." }),
      subject_id: z.string().max(64).optional().openapi({ description: "Findings about the thing with this id only." }),
      tenant_id: z.string().min(1).max(64).optional().openapi({
        description:
          "Whose: a tenant's by its id, or `all` for those of all tenants that are not resolved. Needs `admin`.",
      }),
      open: z.enum(["true"]).optional().openapi({ deprecated: true, description: "The same as `status=open`." }),
    }),
  },
  responses: {
    200: json(pageOf(finding, "FindingPage"), "A page of findings.", pageBody([example], null)),
    ...failures("invalid_cursor"),
  },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/findings/{finding_id}",
  operationId: "getFinding",
  summary: "Get a finding",
  description: "One finding as it stands now. Needs `numbers:read`.",
  request: { params },
  responses: { 200: json(finding, "The finding.", example), ...failures("not_found") },
});

const resolveRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/resolve",
  operationId: "resolveFinding",
  summary: "Resolve a finding",
  description:
    "Says that somebody has seen to it. If the fact is still there the next time the platform looks, it becomes a new finding: " +
    "snooze what is to stay as it is. Needs `numbers:write`.",
  request: { params, body: body(resolution, { note }) },
  responses: {
    200: json(finding, "The finding, resolved.", resolved),
    ...failures("not_found", "changed_meanwhile", ...bodyProblems),
  },
});

const snoozeRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/snooze",
  operationId: "snoozeFinding",
  summary: "Snooze a finding",
  description:
    "Keeps an open finding out of the list until then, or brings it back with `null`. It still closes by itself. Needs `numbers:write`.",
  request: { params, body: body(snoozing, { until, note: "The supplier opens tomorrow." }) },
  responses: {
    200: json(finding, "The finding, snoozed.", { ...example, status: "snoozed", snoozed_until: until }),
    ...changes,
  },
});

const assignRoute = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/assign",
  operationId: "assignFinding",
  summary: "Assign a finding",
  description: "Says who is to see to an open finding, in words of yours. Needs `numbers:write`.",
  request: { params, body: body(findingAssignment, { assignee: "ops@example.com" }) },
  responses: {
    200: json(finding, "The finding, assigned.", { ...example, assignee: "ops@example.com" }),
    ...changes,
  },
});

export const findingRoutes = createRouter()
  .openapi(list, async (c) => {
    const { open, ...query } = c.req.valid("query");
    if (open && query.status) throw invalidField("query", "/open", "Give `status` alone.");
    const page = await listFindings(ctxOf(c), { ...query, status: open ? "open" : query.status });
    return c.json(
      pageBody(
        page.rows.map((row) => toFinding(row, ctxOf(c).now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .openapi(get, async (c) => {
    const row = await findingOf(ctxOf(c), c.req.valid("param").finding_id);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .openapi(resolveRoute, async (c) => {
    const row = await resolveFinding(ctxOf(c), c.req.valid("param").finding_id, c.req.valid("json").note);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .openapi(snoozeRoute, async (c) => {
    const { until: at, note: noted } = c.req.valid("json");
    const row = await snooze(ctxOf(c), c.req.valid("param").finding_id, at === null ? null : Date.parse(at), noted);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .openapi(assignRoute, async (c) => {
    const { assignee, note: noted } = c.req.valid("json");
    const row = await assignFinding(ctxOf(c), c.req.valid("param").finding_id, assignee, noted);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  });
