import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type EventSource, recordEvent, recordEvents, recordEventsWhere } from "#events/log/record";
import { type Database, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { type AssignmentRow, assignments } from "./table";
import { nextValidFrom } from "./validity";

/**
 * Statements that start and end assignments, with their events; unexecuted. Each is gated by the statement before it in
 * the batch.
 */

type Pair = [Statement, Statement];

const eventDataOf = ({ e164, phoneNumberId, agentId }: AssignmentRow) => ({
  phone_number: e164,
  phone_number_id: phoneNumberId,
  agent_id: agentId,
});

export const startAssignment = (db: Database, source: EventSource, row: AssignmentRow): Pair => [
  insertIf(db, assignments, row, previousWroteSomething),
  recordEvent(db, source, "assignment.started", row.id, eventDataOf(row)),
];

/** No statements if the latest assignment has ended. */
export const endAssignment = (db: Database, source: EventSource, latest: AssignmentRow | undefined): Statement[] =>
  latest?.validTo === null
    ? [
        db
          .update(assignments)
          .set({ validTo: nextValidFrom(latest, source.at) })
          .where(
            and(
              eq(assignments.phoneNumberId, latest.phoneNumberId),
              eq(assignments.validFrom, latest.validFrom),
              isNull(assignments.validTo),
              previousWroteSomething,
            ),
          ),
        recordEvent(db, source, "assignment.ended", latest.id, eventDataOf(latest)),
      ]
    : [];

/**
 * Ends assignments in force of any tenants for which `isTrue` holds. They do not depend on the statement before them.
 * The source is the row's tenant's.
 */
export const endAssignmentsWhere = (
  db: Database,
  open: readonly AssignmentRow[],
  sourceFor: (tenantId: string) => EventSource,
  at: number,
  isTrue: (phoneNumberId: SQL) => SQL,
): Pair => [
  recordEventsWhere(
    db,
    "assignment.ended",
    open.map((row) => ({ source: sourceFor(row.tenantId), subjectId: row.id, data: eventDataOf(row) })),
    (_, data) => isTrue(sql`(${data} ->> '$.phone_number_id')`),
  ),
  db
    .update(assignments)
    .set({ validTo: sql`max(${at}, ${assignments.validFrom} + 1)` })
    .where(
      and(
        sql`${assignments.phoneNumberId} in (select value from json_each(${JSON.stringify(open.map(({ phoneNumberId }) => phoneNumberId))}))`,
        isNull(assignments.validTo),
        isTrue(sql`${assignments.phoneNumberId}`),
      ),
    ),
];

/** Ends all assignments of an agent. */
export const endAssignmentsOf = (
  db: Database,
  source: EventSource,
  agentId: string,
  open: readonly AssignmentRow[],
): Pair => [
  db
    .update(assignments)
    .set({ validTo: sql`max(${source.at}, ${assignments.validFrom} + 1)` })
    .where(and(eq(assignments.agentId, agentId), isNull(assignments.validTo), previousWroteSomething)),
  recordEvents(
    db,
    source,
    "assignment.ended",
    open.map((row) => ({ subjectId: row.id, data: eventDataOf(row) })),
  ),
];
