import type { Database } from "#kernel/db/db";
import { carrierOutcomes } from "./table";

/** Outcomes of requests to each account, up to `limit` accounts. */
export const outcomesOfAccounts = (db: Database, limit: number) =>
  db.select().from(carrierOutcomes).orderBy(carrierOutcomes.account).limit(limit);
