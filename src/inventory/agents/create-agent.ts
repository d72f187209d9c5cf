import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { allowedDestination } from "./allowed-destination";
import { requireTrunks } from "./require-trunks";
import { type AgentRow, agents } from "./table";
import { type AgentWire, type newAgent, toAgent } from "./wire";

export async function createAgent(ctx: Context, asked: z.output<ReturnType<typeof newAgent>>): Promise<AgentWire> {
  const destination = allowedDestination(ctx.config, asked.destination);
  await requireTrunks(ctx, [{ pointer: "/destination", destination }]);
  const row: AgentRow = {
    id: ctx.newId("agent"),
    tenantId: ctx.principal.tenantId,
    name: asked.name,
    kind: destination.kind,
    destination,
    version: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    deletedAt: null,
  };
  const event = recordEvent(ctx.db, sourceOf(ctx), "agent.created", row.id, { name: row.name, kind: row.kind });
  return await createOnce(ctx, {
    body: toAgent(row),
    writes: (gate) => [insertIf(ctx.db, agents, row, gate), event],
  });
}
