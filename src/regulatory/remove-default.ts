import { and, eq } from "drizzle-orm";
import { record } from "../events/record";
import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { wroteSomething } from "../kernel/db";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { defaultOf } from "./queries";
import { type DefaultRow, regulatoryDefaults as table } from "./table";

/** Orders placed from now on name their papers, or have none. The papers stay the tenant's. */
export async function removeDefault(ctx: Context, path: { country: string; type: string }): Promise<DefaultRow> {
  requireScope(ctx, "numbers:write");
  const before = await defaultOf(ctx, path);
  const { tenantId, country, type, version } = before;
  const [removed] = await ctx.db.batch([
    ctx.db
      .delete(table)
      .where(
        and(eq(table.tenantId, tenantId), eq(table.country, country), eq(table.type, type), eq(table.version, version)),
      ),
    record(ctx.db, sourceOf(ctx), "regulatory_default.removed", `${country}/${type}`, { country, type }),
  ]);
  if (!wroteSomething(removed)) {
    throw new Problem("changed_meanwhile", `The default for ${type} numbers in ${country} was changed meanwhile.`);
  }
  return before;
}
