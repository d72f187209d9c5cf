import { and, desc, gte, not, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { carrierOutcomes } from "./table";

/** Ids of tenants' accounts come after all SIDs, which begin with `AC`. */
const isTenants = sql`${carrierOutcomes.account} >= 'cac_'`;

/** Outcomes of requests to the platform's account, and to those that it had before, up to `limit` accounts. */
export const outcomesOfAccounts = (db: Database, limit: number) =>
  db.select().from(carrierOutcomes).where(not(isTenants)).orderBy(carrierOutcomes.account).limit(limit);

/** Outcomes of tenants' own accounts that did not answer since then (ms UTC), the latest failure first. */
export const failingTenantAccounts = (db: Database, since: number, limit: number) =>
  db
    .select()
    .from(carrierOutcomes)
    .where(and(isTenants, gte(carrierOutcomes.lastFailedAt, since)))
    .orderBy(desc(carrierOutcomes.lastFailedAt))
    .limit(limit);
