import { ctxOf } from "#kernel/http/http";
import { json, located, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { cancelMove } from "./cancel-move";
import { latestMove } from "./queries";
import type { TenantMoveResource } from "./responses";
import { startMove } from "./start-move";
import { newMove, toTenantMove } from "./wire";

const start = operation({
  id: "moveTenant",
  method: "post",
  path: "/v1/tenants/{tenant_id}/move",
  access: needs("admin"),
  idempotent: true,
  body: newMove,
  success: { 202: located<TenantMoveResource>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

const get = operation({
  id: "getTenantMove",
  method: "get",
  path: "/v1/tenants/{tenant_id}/move",
  otherMethods: { delete: "POST /v1/tenants/{tenant_id}/move/cancel cancels a move." },
  access: needs("admin"),
  success: { 200: json<TenantMoveResource>() },
});

const cancel = operation({
  id: "cancelTenantMove",
  method: "post",
  path: "/v1/tenants/{tenant_id}/move/cancel",
  access: needs("admin"),
  success: { 200: json<TenantMoveResource>() },
  failures: ["illegal_transition", "changed_meanwhile"],
});

export type MoveOperations = typeof start | typeof get | typeof cancel;

export const moveRoutes = createRouter()
  .operation(start, async (c) => {
    const { tenant_id } = c.req.valid("param");
    const made = await startMove(ctxOf(c), tenant_id, c.req.valid("json"));
    return c.json(made, 202, { Location: `/v1/tenants/${tenant_id}/move` });
  })
  .operation(get, async (c) => {
    const { move } = await latestMove(ctxOf(c), c.req.valid("param").tenant_id);
    return c.json(toTenantMove(move), 200);
  })
  .operation(cancel, async (c) =>
    c.json(toTenantMove(await cancelMove(ctxOf(c), c.req.valid("param").tenant_id)), 200),
  );
