import { ctxOf, pageQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needsOrOperator, operation, other, page, READ_ONLY, type ReadOnlyOf } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { portingNumberStatuses } from "../rules/states";
import { addNumbers } from "./add-numbers";
import { newPortingNumbers, portingNumberChange, toPortingNumber } from "./number-wire";
import { listPortingNumbers, requireRequest } from "./queries";
import { removeNumber } from "./remove-number";
import type { PortingNumber, PortingNumbersAdded } from "./responses";
import { updatePortingNumber } from "./update-number";

const list = operation({
  id: "listPortingRequestNumbers",
  method: "get",
  path: "/v1/porting-requests/{porting_request_id}/numbers",
  access: needsOrOperator("porting:read"),
  query: () =>
    z.strictObject({
      ...pageQuery(),
      status: z.enum(portingNumberStatuses).optional().openapi({ description: "Returns only numbers in this status." }),
    }),
  success: { 200: page<PortingNumber>() },
});

const add = operation({
  id: "addPortingRequestNumbers",
  method: "post",
  path: "/v1/porting-requests/{porting_request_id}/numbers",
  access: needsOrOperator("porting:write"),
  idempotent: true,
  body: newPortingNumbers,
  success: { 201: json<PortingNumbersAdded>() },
  failures: ["illegal_transition", "agent_not_found", "redirect_not_allowed", "changed_meanwhile"],
});

const OF_CARRIER = "This field is read-only. The losing carrier decides it.";

const update = operation({
  id: "updatePortingRequestNumber",
  method: "patch",
  path: "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}",
  access: needsOrOperator("porting:write"),
  body: portingNumberChange,
  readOnly: {
    id: READ_ONLY,
    phone_number: "This field is read-only. Remove the number and add the right one.",
    status: OF_CARRIER,
    status_since: OF_CARRIER,
    country: READ_ONLY,
    type: READ_ONLY,
    secrets: "This field is read-only. Send the secret itself: `pin`.",
    foc_at: OF_CARRIER,
    messaging_status: OF_CARRIER,
    rejection: OF_CARRIER,
    phone_number_id: READ_ONLY,
    created_at: READ_ONLY,
    updated_at: READ_ONLY,
  } satisfies ReadOnlyOf<PortingNumber, typeof portingNumberChange>,
  success: { 200: json<PortingNumber>() },
  failures: ["illegal_transition", "agent_not_found", "redirect_not_allowed", "changed_meanwhile"],
});

const remove = operation({
  id: "removePortingRequestNumber",
  method: "delete",
  path: "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}",
  access: needsOrOperator("porting:write"),
  success: { 204: other },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type PortingNumberOperations = typeof list | typeof add | typeof update | typeof remove;

export const portingNumberRoutes = createRouter()
  .operation(list, async (c) => {
    const { id } = await requireRequest(ctxOf(c), c.req.valid("param").porting_request_id);
    const found = await listPortingNumbers(ctxOf(c), id, c.req.valid("query"));
    return c.json(listPage(c, found.rows.map(toPortingNumber), found.nextCursor), 200);
  })
  .operation(add, async (c) => {
    const { porting_request_id } = c.req.valid("param");
    const made = await addNumbers(ctxOf(c), porting_request_id, c.req.valid("json"));
    return c.json(made, 201, { Location: `/v1/porting-requests/${porting_request_id}/numbers` });
  })
  .operation(update, async (c) => {
    const { porting_request_id, porting_number_id } = c.req.valid("param");
    const row = await updatePortingNumber(ctxOf(c), porting_request_id, porting_number_id, c.req.valid("json"));
    return c.json(toPortingNumber(row), 200);
  })
  .operation(remove, async (c) => {
    const { porting_request_id, porting_number_id } = c.req.valid("param");
    await removeNumber(ctxOf(c), porting_request_id, porting_number_id);
    return c.body(null, 204);
  });
