import { booleanInQuery, ctxOf, growingListQuery, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, located, needs, operation, page } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { createCheck } from "./create-check";
import { checkOf, checkStatuses, listChecks, listResults } from "./queries";
import type { PortabilityCheck, PortabilityCheckSummary, PortabilityResult } from "./responses";
import { resultStatuses } from "./table";
import { newPortabilityCheck, toCheck, toCheckSummary, toResults } from "./wire";

const create = operation({
  id: "createPortabilityCheck",
  method: "post",
  path: "/v1/portability-checks",
  access: needs("porting:write"),
  idempotent: true,
  body: newPortabilityCheck,
  success: { 201: located<PortabilityCheck>(), 202: located<PortabilityCheck>() },
  failures: ["portability_check_limit_reached", "changed_meanwhile"],
});

const list = operation({
  id: "listPortabilityChecks",
  method: "get",
  path: "/v1/portability-checks",
  access: needs("porting:read"),
  query: () =>
    growingListQuery({
      status: z.enum(checkStatuses).optional().openapi({ description: "Only checks with this status now." }),
    }),
  success: { 200: page<PortabilityCheckSummary>() },
});

const get = operation({
  id: "getPortabilityCheck",
  method: "get",
  path: "/v1/portability-checks/{portability_check_id}",
  access: needs("porting:read"),
  success: { 200: json<PortabilityCheck>() },
});

const results = operation({
  id: "listPortabilityResults",
  method: "get",
  path: "/v1/portability-checks/{portability_check_id}/results",
  access: needs("porting:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      status: z.enum(resultStatuses).optional().openapi({ description: "Only numbers with this status now." }),
      portable: booleanInQuery("Only numbers that are portable by Twilio's answer, or only those that are not."),
    }),
  success: { 200: page<PortabilityResult>() },
});

export type PortabilityOperations = typeof create | typeof list | typeof get | typeof results;

export const portabilityRoutes = createRouter()
  .operation(create, async (c) => {
    const shown = await createCheck(ctxOf(c), c.req.valid("json").phone_numbers);
    const location = { Location: `/v1/portability-checks/${shown.check.id}` };
    return c.json(toCheck(shown), shown.check.endedAt === null ? 202 : 201, location);
  })
  .operation(list, async (c) => {
    const found = await listChecks(ctxOf(c), c.req.valid("query"));
    return c.json(listPage(c, found.rows.map(toCheckSummary), found.nextCursor), 200);
  })
  .operation(get, async (c) => {
    return c.json(toCheck(await checkOf(ctxOf(c), c.req.valid("param").portability_check_id)), 200);
  })
  .operation(results, async (c) => {
    const { portability_check_id } = c.req.valid("param");
    const found = await listResults(ctxOf(c), portability_check_id, c.req.valid("query"));
    return c.json(listPage(c, toResults(found), found.nextCursor), 200);
  });
