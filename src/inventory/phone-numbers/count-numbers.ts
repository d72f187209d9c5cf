import { sql } from "drizzle-orm";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { NumberStatus } from "./lifecycle";
import type { NumberCounts } from "./responses";
import { phoneNumbers } from "./table";

/**
 * Counts the tenant's numbers in one scan of their entries in `phone_numbers_by_creation`, which has the status and the
 * readiness: no row of the table is read.
 */
export async function countNumbers(ctx: Context): Promise<NumberCounts> {
  requireScope(ctx, "numbers:read");
  const { db, principal } = ctx;
  const groups = await db.values<[NumberStatus, 0 | 1 | null, number]>(sql`
    select ${phoneNumbers.status}, ${phoneNumbers.ready}, count(*)
    from ${phoneNumbers} indexed by phone_numbers_by_creation
    where ${phoneNumbers.tenantId} = ${principal.tenantId}
    group by ${phoneNumbers.status}, ${phoneNumbers.ready}`);
  const sum = (fits: (status: NumberStatus, ready: 0 | 1 | null) => boolean): number =>
    groups.reduce((all, [status, ready, count]) => (fits(status, ready) ? all + count : all), 0);
  const ofStatus = (wanted: NumberStatus): number => sum((status) => status === wanted);
  return {
    total: sum(() => true),
    by_status: {
      active: ofStatus("active"),
      suspended: ofStatus("suspended"),
      releasing: ofStatus("releasing"),
      cooling_off: ofStatus("cooling_off"),
      released: ofStatus("released"),
      lost: ofStatus("lost"),
    },
    by_readiness: {
      ready: sum((_, ready) => ready === 1),
      not_ready: sum((_, ready) => ready === 0),
      unknown: sum((_, ready) => ready === null),
    },
  };
}
