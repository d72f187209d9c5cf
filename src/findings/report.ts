import { record } from "../events/record";
import { systemSource } from "../events/source";
import type { Context } from "../kernel/context";
import { insertIf } from "../kernel/db";
import { itemOf } from "../orders/queries";
import { isOpen } from "../orders/status";
import { findings } from "./table";

/** An item's message came back from the queue undelivered. Of one item there is at most one open finding. */
export async function reportUndelivered(ctx: Context, itemId: string): Promise<void> {
  const found = await itemOf(ctx, itemId);
  if (!found || !isOpen(found.item)) return;
  const { item, order } = found;
  const row = {
    id: ctx.newId("finding"),
    tenantId: item.tenantId,
    kind: "purchase_undeliverable",
    subjectType: "order",
    subjectId: order.id,
    evidence: { item_id: item.id, phone_number: item.e164 },
    createdAt: ctx.now,
    resolvedAt: null,
    note: null,
  } as const;
  await ctx.db.batch([
    insertIf(ctx.db, findings, row).onConflictDoNothing(),
    record(ctx.db, systemSource(ctx, item.tenantId), "finding.opened", row.id, {
      kind: row.kind,
      subject_id: row.subjectId,
    }),
  ]);
}
