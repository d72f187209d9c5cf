import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { TrunkUse } from "#connections/sip-trunks/delete-trunk";
import { tenantOfTrunk } from "#connections/sip-trunks/read-dial-trunks";
import type { Database } from "#kernel/db/db";
import { firstOf } from "#kernel/values/first-of";
import { agents } from "./table";

/** The most agents that a refusal names. */
const MAX_NAMED = 20;

const naming = (db: Database, trunkId: string) =>
  db
    .select({ name: agents.name })
    .from(agents)
    .where(
      and(
        eq(agents.tenantId, tenantOfTrunk(trunkId)),
        isNull(agents.deletedAt),
        eq(sql`${agents.destination} ->> '$.sipTrunkId'`, trunkId),
      ),
    );

/** Agents whose calls go over a trunk keep it from being deleted. */
export const agentsNamingTrunk: TrunkUse = {
  isInUse: (db, trunkId) => sql`exists ${naming(db, trunkId)}`,
  describe: async ({ db }, trunkId) => {
    const found = await naming(db, trunkId)
      .orderBy(asc(agents.createdAt), asc(agents.id))
      .limit(MAX_NAMED + 1);
    if (found.length === 0) return null;
    const names = firstOf(
      found.map(({ name }) => name),
      MAX_NAMED,
    );
    return `Calls of these agents go over the trunk: ${names}. Give them another destination or delete them first.`;
  },
};
