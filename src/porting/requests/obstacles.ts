import { sql } from "drizzle-orm";
import { ownedNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { batchNamed } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import { Problem, type ProblemCode } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { portingNumbers } from "./table";

/**
 * The facts that keep a number from being ported: it is the platform's own already, or in another open port. Numbers
 * of tenants' own Twilio accounts and trunks stand in no port's way.
 */

/** The numbers among these that have an obstacle. Unexecuted, for one batch. */
export const obstacleReads = (ctx: Context, e164s: readonly string[], requestId: string) => ({
  owned: ownedNumbersAmong(ctx, e164s),
  inPort: ctx.db
    .select({ e164: portingNumbers.e164, tenantId: portingNumbers.tenantId })
    .from(portingNumbers)
    .where(
      sql`${portingNumbers.e164} in (select value from json_each(${JSON.stringify(e164s)}))
        and ${portingNumbers.isOpen} = 1 and ${portingNumbers.portingRequestId} <> ${requestId}`,
    ),
});

/**
 * Throws if one of the numbers has an obstacle in another database than the context's; under a lease of the numbers
 * (`whileLeased`), so that it stays true.
 */
export async function requireFreeElsewhere(
  ctx: Context,
  e164s: readonly string[],
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
): Promise<void> {
  const found = await Promise.all(
    elsewhere(ctx).map(({ db }) => batchNamed(db, obstacleReads({ ...ctx, db }, e164s, id))),
  );
  const ofOthers = (rows: readonly { readonly e164: string; readonly tenantId: string }[]) =>
    rows.filter((row) => row.tenantId !== tenantId);
  const problem = obstacleProblem({
    owned: found.flatMap(({ owned }) => ofOthers(owned)),
    inPort: found.flatMap(({ inPort }) => ofOthers(inPort)),
  });
  if (problem) throw problem;
}

interface Obstacles {
  readonly owned: readonly { readonly e164: string }[];
  readonly inPort: readonly { readonly e164: string }[];
}

/** The numbers that a sentence names; the problem's `conflicting_numbers` has all. */
const NAMED_NUMBERS = 5;

/** The problem of the numbers that cannot be ported, without the name of the tenant that has them; null: all can. */
export function obstacleProblem({ owned, inPort }: Obstacles): Problem | null {
  const problem = (code: ProblemCode, found: readonly { readonly e164: string }[], why: string): Problem | null => {
    const conflicting_numbers = [...new Set(found.map(({ e164 }) => e164))].toSorted();
    if (conflicting_numbers.length === 0) return null;
    const more = conflicting_numbers.length - NAMED_NUMBERS;
    const named = conflicting_numbers.slice(0, NAMED_NUMBERS).join(", ") + (more > 0 ? ` and ${more} more` : "");
    return new Problem(code, `${why}: ${named}. Nothing was submitted. Remove these numbers from the request.`, {
      more: { conflicting_numbers },
    });
  };
  return (
    problem("number_in_open_port", inPort, "Another porting request that is not over has numbers of this one") ??
    problem("number_owned", owned, "The platform has numbers of this request already")
  );
}
