import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Database, isOneOf, previousWroteSomething } from "#kernel/db/db";
import { serviceStatuses } from "./lifecycle";
import { isReferenced, type ReferenceShape } from "./queries";
import { type NumberRow, phoneNumbers } from "./table";

/** Writes of `phone_numbers.agent_id`, unexecuted: for the batch that writes the assignment. */

/** Sets or removes (`null`) the agent of a number, unless the number has changed since it was read. */
export const setNumberAgent = (db: Database, row: NumberRow, agentId: string | null, at: number, gate?: SQL) =>
  db
    .update(phoneNumbers)
    .set({ agentId, version: row.version + 1, updatedAt: at })
    .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version), gate));

/**
 * Sets the agent of the referenced number if it is in service and has none, for `preparedWrite`: the placeholders are
 * those of `isReferenced`, `agent` and `now`.
 */
export const setAgentOfFreeNumber = (db: Database, by: ReferenceShape, gate: SQL) =>
  db
    .update(phoneNumbers)
    .set({
      agentId: sql`${sql.placeholder("agent")}`,
      version: sql`${phoneNumbers.version} + 1`,
      updatedAt: sql`${sql.placeholder("now")}`,
    })
    .where(and(isReferenced(by), isOneOf(phoneNumbers.status, serviceStatuses), isNull(phoneNumbers.agentId), gate));

/** Removes the agent of these numbers, if the statement before it in the batch wrote something. */
export const clearNumberAgents = (db: Database, ids: readonly string[], at: number) =>
  db
    .update(phoneNumbers)
    .set({ agentId: null, version: sql`${phoneNumbers.version} + 1`, updatedAt: at })
    .where(
      and(inArray(phoneNumbers.id, sql`(select value from json_each(${JSON.stringify(ids)}))`), previousWroteSomething),
    );

/** Sets the first agent of a purchased number, which has no agent and no changes yet. */
export const setFirstAgent = (db: Database, id: string, agentId: string, gate: SQL) =>
  db
    .update(phoneNumbers)
    .set({ agentId })
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.version, 1), sql`${phoneNumbers.agentId} is null`, gate));
