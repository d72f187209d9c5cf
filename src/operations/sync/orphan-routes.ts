import { createRoute, z } from "@hono/zod-openapi";
import { finding, toFinding } from "#findings/wire";
import { bearer, body, bodyProblems, carrierProblems, createRouter, ctxOf, failures, json } from "#kernel/http/http";
import { adoptOrphan } from "./adopt";
import { discardOrphan } from "./discard";
import { adoption } from "./wire";

const example = {
  id: "fnd_01k9m8x3zt5v7w9y2a4c6e8g0j",
  kind: "number_orphaned",
  severity: "warning",
  status: "resolved",
  subject: { type: "carrier_number", id: "+14155550123" },
  evidence: { phone_number: "+14155550123", carrier_account: "platform", label: "Front desk", order_item_id: null },
  suggested_action: "Give it to a tenant or back to the carrier.",
  assignee: null,
  snoozed_until: null,
  created_at: "2026-11-22T10:00:00.000Z",
  resolved_at: "2026-11-22T11:00:00.000Z",
  resolved_by: "admin",
  note: "Adopted by ten_01k9m8x3zt5v7w9y2a4c6e8g0j as num_01k9m8x3zt5v7w9y2a4c6e8g0j.",
};

const common = { security: bearer, tags: ["Findings"] };
const params = z.object({
  finding_id: z
    .string()
    .openapi({ param: { name: "finding_id", in: "path" }, description: "The finding's id.", example: example.id }),
});
const problems = [
  "not_found",
  "illegal_transition",
  "number_owned",
  "number_held",
  "changed_meanwhile",
  ...carrierProblems,
] as const;

const adopt = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/adopt",
  operationId: "adoptOrphanedNumber",
  summary: "Adopt an orphaned number",
  description:
    "Gives a number that the carrier account has and nobody owns to a tenant, without buying it. Its webhook URLs become the new " +
    "owner's, unless what stands there is somebody else's and `overwrite_urls` is not set. Needs the scope `admin`.",
  request: { params, body: body(adoption, { tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j" }) },
  responses: { 200: json(finding, "The finding, resolved.", example), ...failures(...problems, ...bodyProblems) },
});

const release = createRoute({
  ...common,
  method: "post",
  path: "/v1/findings/{finding_id}/release",
  operationId: "releaseOrphanedNumber",
  summary: "Release an orphaned number",
  description:
    "Gives a number that the carrier account has and nobody owns back to the carrier. The finding stays open until the carrier has " +
    "confirmed. Needs the scope `admin`.",
  request: { params },
  responses: {
    200: json(finding, "The finding.", { ...example, note: "Given back to the carrier." }),
    ...failures(...problems),
  },
});

/** What the platform does about numbers that are nobody's. */
export const orphanRoutes = createRouter()
  .openapi(adopt, async (c) => {
    const row = await adoptOrphan(ctxOf(c), c.req.valid("param").finding_id, c.req.valid("json"));
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .openapi(release, async (c) => {
    const row = await discardOrphan(ctxOf(c), c.req.valid("param").finding_id);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  });
