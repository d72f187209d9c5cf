import { etagOf, firstEtag } from "#kernel/http/etag";
import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import {
  needs,
  needsOrOperator,
  operation,
  other,
  page,
  READ_ONLY,
  type ReadOnlyOf,
  versioned,
} from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { portingPaths, requestStatuses } from "../rules/states";
import { actorIn } from "./actor";
import { createRequest } from "./create-request";
import { deleteDraft } from "./delete-draft";
import { countByStatus, listRequests, requireRequestWithFacts } from "./queries";
import type { PortingRequest, PortingRequestMeta } from "./responses";
import { severalOf } from "./several-in-query";
import { updateRequest } from "./update-request";
import { newPortingRequest, portingRequestChange, toCounts, toPortingRequest } from "./wire";

const create = operation({
  id: "createPortingRequest",
  method: "post",
  path: "/v1/porting-requests",
  access: needs("porting:write"),
  idempotent: true,
  body: newPortingRequest,
  success: { 201: versioned<PortingRequest>() },
  failures: ["agent_not_found", "redirect_not_allowed"],
});

const list = operation({
  id: "listPortingRequests",
  method: "get",
  path: "/v1/porting-requests",
  access: needs("porting:read"),
  query: () =>
    growingListQuery({
      status: severalOf(requestStatuses, "Returns only requests in one of these statuses."),
      path: z.enum(portingPaths).optional().openapi({ description: "Returns only requests of this path." }),
      search: z
        .string()
        .trim()
        .min(2)
        .max(100)
        .optional()
        .openapi({
          description:
            "Returns only requests with this text in the name, your reference, the customer's or the carrier's name, or with these " +
            "digits in a number.",
          example: "chicago",
        }),
    }),
  success: { 200: page<PortingRequest, { meta: PortingRequestMeta }>() },
});

const get = operation({
  id: "getPortingRequest",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}",
  access: needsOrOperator("porting:read"),
  success: { 200: versioned<PortingRequest>() },
});

const MOVED = "This field is read-only. Moves change it: see `allowed_transitions`.";
const OF_CARRIER = "This field is read-only. The losing carrier decides it.";
const NUMBERS_APART =
  "A change takes no numbers. Add some with POST …/numbers, and take one out with DELETE …/numbers/{porting_number_id}.";
const OF_NUMBERS = "This field is read-only. Change the request's numbers under …/numbers.";

const update = operation({
  id: "updatePortingRequest",
  method: "patch",
  path: "/v1/porting-requests/{porting_request_id}",
  access: needsOrOperator("porting:write"),
  conditional: true,
  body: portingRequestChange,
  readOnly: {
    // Fields of the creation, which a change does not have.
    phone_numbers: NUMBERS_APART,
    ranges: NUMBERS_APART,
    numbers: NUMBERS_APART,
    ...({
      id: READ_ONLY,
      tenant_id: READ_ONLY,
      status: MOVED,
      status_since: MOVED,
      path: "This field is read-only. It follows from the countries and types of the numbers.",
      secrets: "This field is read-only. Send the secrets themselves: `account_number` and `pin`.",
      number_counts: OF_NUMBERS,
      number_types: OF_NUMBERS,
      foc: OF_CARRIER,
      messaging_status: OF_CARRIER,
      exception: OF_CARRIER,
      requirements: READ_ONLY,
      requirements_met: READ_ONLY,
      preflight: READ_ONLY,
      split_from: READ_ONLY,
      split_into: READ_ONLY,
      allowed_transitions: READ_ONLY,
      carrier: OF_CARRIER,
      submitted_at: MOVED,
      ended_at: MOVED,
      created_at: READ_ONLY,
      updated_at: READ_ONLY,
    } satisfies ReadOnlyOf<PortingRequest, typeof portingRequestChange>),
  },
  success: { 200: versioned<PortingRequest>() },
  failures: ["illegal_transition", "agent_not_found", "redirect_not_allowed", "changed_meanwhile"],
});

const remove = operation({
  id: "deletePortingRequest",
  method: "delete",
  path: "/v1/porting-requests/{porting_request_id}",
  access: needsOrOperator("porting:write"),
  conditional: true,
  success: { 204: other },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type PortingRequestOperations = typeof create | typeof list | typeof get | typeof update | typeof remove;

export const portingRequestRoutes = createRouter()
  .operation(create, async (c) => {
    const made = await createRequest(ctxOf(c), c.req.valid("json"));
    return c.json(made, 201, { ETag: firstEtag, Location: `/v1/porting-requests/${made.id}` });
  })
  .operation(list, async (c) => {
    const ctx = ctxOf(c);
    const query = c.req.valid("query");
    const [{ rows, nextCursor }, counts] = await Promise.all([listRequests(ctx, query), countByStatus(ctx)]);
    const requests = rows.map((found) => toPortingRequest(found, actorIn(ctx)));
    return c.json({ ...listPage(c, requests, nextCursor), meta: { counts: toCounts(counts) } }, 200);
  })
  .operation(get, async (c) => {
    const found = await requireRequestWithFacts(ctxOf(c), c.req.valid("param").porting_request_id);
    return c.json(toPortingRequest(found, actorIn(ctxOf(c))), 200, { ETag: etagOf(found.row.version) });
  })
  .operation(update, async (c) => {
    const { porting_request_id } = c.req.valid("param");
    await updateRequest(ctxOf(c), porting_request_id, c.req.valid("json"), c.req.valid("header")["if-match"]);
    const found = await requireRequestWithFacts(ctxOf(c), porting_request_id);
    return c.json(toPortingRequest(found, actorIn(ctxOf(c))), 200, { ETag: etagOf(found.row.version) });
  })
  .operation(remove, async (c) => {
    const ifMatch = c.req.valid("header")["if-match"];
    await deleteDraft(ctxOf(c), c.req.valid("param").porting_request_id, ifMatch);
    return c.body(null, 204);
  });
