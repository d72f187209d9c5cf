import { sql } from "drizzle-orm";
import type { EventData } from "#events/log/catalogue";
import { type EventSource, recordEventsWhere } from "#events/log/record";
import { cellsOf, insertAllIf } from "#kernel/db/db";
import type { WriteKind } from "#kernel/db/post-response-writer";
import { recordedIdOf } from "#traffic/recorded-ids";
import { type CallRow, calls, recordedCalls } from "./table";

/** A call without a record, and its event. */
export interface NewCall {
  readonly call: CallRow;
  readonly source: EventSource;
  readonly data: EventData<"call.started">;
}

/**
 * Inserts any number of new calls, their carrier's ids and their events with three statements. A result is `false` if
 * the call already has a record.
 */
export const insertNewCalls: WriteKind<NewCall, boolean> = {
  statements: (db, items) => {
    const { id, tenantId, carrierId } = cellsOf(calls);
    return [
      insertAllIf(
        db,
        recordedCalls,
        items.map(({ call }) => recordedIdOf(call)),
      ).onConflictDoNothing(),
      insertAllIf(
        db,
        calls,
        items.map(({ call }) => call),
        sql`exists (select 1 from ${recordedCalls} where ${recordedCalls.tenantId} = ${tenantId}
        and ${recordedCalls.carrierId} = ${carrierId} and ${recordedCalls.recordId} = ${id})`,
      ).returning({ id: calls.id }),
      recordEventsWhere(
        db,
        "call.started",
        items.map(({ call, source, data }) => ({ source, subjectId: call.id, data })),
        (subjectId) => sql`exists (select 1 from ${calls} where ${calls.id} = ${subjectId})`,
      ),
    ];
  },
  results: ([, inserted], items) => {
    const ids = new Set((inserted as readonly { readonly id: string }[]).map(({ id }) => id));
    return items.map(({ call }) => ids.has(call.id));
  },
};
