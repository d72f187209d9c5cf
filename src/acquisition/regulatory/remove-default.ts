import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { isDefault, kindNamed } from "./queries";
import { regulatoryDefaults } from "./table";

/**
 * Removes the tenant's default documents for a kind of number. The tenant keeps its claim on them. Removing a default
 * that is not there changes nothing.
 */
export async function removeDefault(ctx: Context, path: { country: string; type: string }): Promise<void> {
  const kind = kindNamed(path.country, path.type);
  const { country, type } = kind;
  await ctx.db.batch([
    ctx.db.delete(regulatoryDefaults).where(isDefault(ctx, kind)),
    recordEvent(ctx.db, sourceOf(ctx), "regulatory_default.removed", `${country}/${type}`, { country, type }),
  ]);
}
