import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isDefault, kindNamed } from "./queries";
import { regulatoryDefaults } from "./table";

/**
 * Orders placed from now on name their papers, or have none. The papers stay the tenant's. Removing what is not there is no
 * failure: nothing is there afterwards.
 */
export async function removeDefault(ctx: Context, path: { country: string; type: string }): Promise<void> {
  requireScope(ctx, "numbers:write");
  const kind = kindNamed(path.country, path.type);
  const { country, type } = kind;
  await ctx.db.batch([
    ctx.db.delete(regulatoryDefaults).where(isDefault(ctx, kind)),
    recordEvent(ctx.db, sourceOf(ctx), "regulatory_default.removed", `${country}/${type}`, { country, type }),
  ]);
}
