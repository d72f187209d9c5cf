import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needsOrAdmin, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { idText } from "#kernel/http/wire";
import { findingSeverities, kindNames } from "./kinds";
import { listFindings, visibleFinding } from "./queries";
import type { Finding } from "./responses";
import { findingStatuses } from "./status";
import { assignFinding, resolveFinding, snoozeFinding } from "./triage";
import { findingAssignment, resolution, snoozing, toFinding } from "./wire";

const list = operation({
  id: "listFindings",
  method: "get",
  path: "/v1/findings",
  otherMethods: { post: "The platform opens findings by itself." },
  access: needsOrAdmin("numbers:read"),
  query: () =>
    growingListQuery({
      status: z
        .enum(findingStatuses)
        .optional()
        .openapi({ description: "Only findings with this status now. Without it: open and resolved ones." }),
      kind: z.enum(kindNames).optional().openapi({ description: "Only findings of this kind." }),
      severity: z.enum(findingSeverities).optional().openapi({ description: "Only findings of this severity." }),
      subject_id: idText().optional().openapi({ description: "Only findings about the resource with this id." }),
      tenant_id: idText().min(1).optional().openapi({
        description:
          "The findings of the tenant with this id, or `all` for the unresolved findings of all tenants. Needs `admin`.",
      }),
    }),
  success: { 200: page<Finding>() },
});

const get = operation({
  id: "getFinding",
  method: "get",
  path: "/v1/findings/{finding_id}",
  otherMethods: {
    delete: "POST /v1/findings/{finding_id}/resolve closes a finding.",
    patch: "Use POST /v1/findings/{finding_id}/resolve, /snooze or /assign.",
  },
  access: needsOrAdmin("numbers:read"),
  success: { 200: json<Finding>() },
});

const resolveRoute = operation({
  id: "resolveFinding",
  method: "post",
  path: "/v1/findings/{finding_id}/resolve",
  access: needsOrAdmin("numbers:write"),
  body: resolution,
  success: { 200: json<Finding>() },
  failures: ["changed_meanwhile"],
});

const snoozeRoute = operation({
  id: "snoozeFinding",
  method: "post",
  path: "/v1/findings/{finding_id}/snooze",
  access: needsOrAdmin("numbers:write"),
  body: snoozing,
  success: { 200: json<Finding>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const assignRoute = operation({
  id: "assignFinding",
  method: "post",
  path: "/v1/findings/{finding_id}/assign",
  access: needsOrAdmin("numbers:write"),
  body: findingAssignment,
  success: { 200: json<Finding>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type FindingOperations =
  | typeof list
  | typeof get
  | typeof resolveRoute
  | typeof snoozeRoute
  | typeof assignRoute;

export const findingRoutes = createRouter()
  .operation(list, async (c) => {
    const page = await listFindings(ctxOf(c), c.req.valid("query"));
    return c.json(
      listPage(
        c,
        page.rows.map((row) => toFinding(row, ctxOf(c).now)),
        page.nextCursor,
      ),
      200,
    );
  })
  .operation(get, async (c) => {
    const row = await visibleFinding(ctxOf(c), c.req.valid("param").finding_id);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .operation(resolveRoute, async (c) => {
    const row = await resolveFinding(ctxOf(c), c.req.valid("param").finding_id, c.req.valid("json").note);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .operation(snoozeRoute, async (c) => {
    const { until: at, note: noted } = c.req.valid("json");
    const row = await snoozeFinding(
      ctxOf(c),
      c.req.valid("param").finding_id,
      at === null ? null : Date.parse(at),
      noted,
    );
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .operation(assignRoute, async (c) => {
    const { assignee, note: noted } = c.req.valid("json");
    const row = await assignFinding(ctxOf(c), c.req.valid("param").finding_id, assignee, noted);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  });
