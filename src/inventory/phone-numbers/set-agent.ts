import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Database, previousWroteSomething } from "#kernel/db/db";
import { type NumberRow, phoneNumbers } from "./table";

/** Who answers a number, as the inventory shows it; unexecuted, to go with the assignment that it tells of. */

/** Points a number at an agent, or at nobody, if nobody has changed it since it was read. */
export const setNumberAgent = (db: Database, row: NumberRow, agentId: string | null, at: number, gate?: SQL) =>
  db
    .update(phoneNumbers)
    .set({ agentId, version: row.version + 1, updatedAt: at })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version), gate));

/** Points these numbers at nobody, if the statement before it in the batch wrote something. */
export const clearNumberAgents = (db: Database, ids: readonly string[], at: number) =>
  db
    .update(phoneNumbers)
    .set({ agentId: null, version: sql`${phoneNumbers.version} + 1`, updatedAt: at })
    .where(
      and(inArray(phoneNumbers.id, sql`(select value from json_each(${JSON.stringify(ids)}))`), previousWroteSomething),
    );

/** Points a number that has just been bought at its first agent: nothing has been changed of it, and it has none. */
export const setFirstAgent = (db: Database, id: string, agentId: string, gate: SQL) =>
  db
    .update(phoneNumbers)
    .set({ agentId })
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.version, 1), sql`${phoneNumbers.agentId} is null`, gate));
