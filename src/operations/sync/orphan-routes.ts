import type { Finding } from "#findings/responses";
import { toFinding } from "#findings/wire";
import { ctxOf } from "#kernel/http/http";
import { carrierProblems, json, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { adoptOrphan, discardOrphan } from "./resolve-orphan";
import { adoption } from "./wire";

const problems = [
  "illegal_transition",
  "number_owned",
  "number_held",
  "changed_meanwhile",
  ...carrierProblems,
] as const;

const adopt = operation({
  id: "adoptOrphanedNumber",
  method: "post",
  path: "/v1/findings/{finding_id}/adopt",
  access: needs("admin"),
  body: adoption,
  success: { 200: json<Finding>() },
  failures: [...problems, "number_limit_reached", "monthly_cost_limit_reached"],
});

const release = operation({
  id: "releaseOrphanedNumber",
  method: "post",
  path: "/v1/findings/{finding_id}/release",
  access: needs("admin"),
  success: { 200: json<Finding>() },
  failures: problems,
});

export type OrphanOperations = typeof adopt | typeof release;

/** The platform's actions on orphaned numbers. */
export const orphanRoutes = createRouter()
  .operation(adopt, async (c) => {
    const row = await adoptOrphan(ctxOf(c), c.req.valid("param").finding_id, c.req.valid("json"));
    return c.json(toFinding(row, ctxOf(c).now), 200);
  })
  .operation(release, async (c) => {
    const row = await discardOrphan(ctxOf(c), c.req.valid("param").finding_id);
    return c.json(toFinding(row, ctxOf(c).now), 200);
  });
