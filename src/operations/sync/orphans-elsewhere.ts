import { numbersBeingBoughtAmong } from "#acquisition/orders/queries";
import { keptNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { batchNamed } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { findBuyers } from "./find-buyers";

/**
 * The numbers among these that are no orphans of this database, by E.164. The platform's account has the numbers of
 * all databases: one is an orphan only if all of them lack it, and only `DB` reports orphans, so that each is reported
 * once.
 */
export async function orphansElsewhere(ctx: Context, orphans: readonly OwnedNumber[]): Promise<ReadonlySet<string>> {
  const e164s = orphans.map(({ e164 }) => e164);
  if (orphans.length === 0 || ctx.databases.all.length === 1) return new Set();
  if (ctx.database.name !== ctx.databases.first.name) return new Set(e164s);
  const found = await Promise.all(
    elsewhere(ctx).map(async (other) => {
      const { kept, buying } = await batchNamed(other.db, {
        kept: keptNumbersAmong(other, e164s),
        buying: numbersBeingBoughtAmong(other, e164s),
      });
      const buyers = await findBuyers(other, orphans);
      return [...kept.map(({ e164 }) => e164), ...buying.map(({ e164 }) => e164), ...buyers.keys()];
    }),
  );
  return new Set(found.flat());
}
