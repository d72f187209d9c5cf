import { sql } from "drizzle-orm";
import type { TrunkUse } from "#connections/sip-trunks/delete-trunk";
import { numbersOfTrunk } from "#inventory/phone-numbers/trunk-numbers";
import { firstOf } from "#kernel/values/first-of";

/** Numbers that a refusal names. */
const MAX_NAMED = 10;

/** Numbers keep their trunk from being deleted. */
export const numbersUseTrunk: TrunkUse = {
  isInUse: (db, trunkId) => sql`exists ${numbersOfTrunk(db, trunkId, 1)}`,
  describe: async ({ db }, trunkId) => {
    const found = await numbersOfTrunk(db, trunkId, MAX_NAMED + 1);
    if (found.length === 0) return null;
    const named = firstOf(
      found.map(({ e164 }) => e164),
      MAX_NAMED,
    );
    return `Numbers come over this trunk: ${named}. Remove them from it first.`;
  },
};
