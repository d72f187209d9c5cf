import type { Database } from "#kernel/db/db";
import { carrierOutcomes } from "./table";

/** How calls to each account went, `limit` accounts at the most. */
export const outcomesOfAccounts = (db: Database, limit: number) =>
  db.select().from(carrierOutcomes).orderBy(carrierOutcomes.account).limit(limit);
