import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import type { EventType } from "./catalogue";
import { events } from "./table";

/** An event that may have been recorded, as far as given: about this subject, or about a row of another statement. */
interface RecordedEvent {
  readonly tenantId: string | SQLWrapper;
  readonly type: EventType;
  readonly subjectId: string | SQLWrapper;
  /** A field of its data that has this text. */
  readonly field?: { readonly name: string; readonly value: string };
  readonly requestId?: string | undefined;
}

/** Holds if the tenant's log has the event. */
export function isRecorded({ tenantId, type, subjectId, field, requestId }: RecordedEvent): SQL {
  const hasField = field && sql`and ${events.data} ->> ${`$.${field.name}`} = ${field.value}`;
  const isOfRequest = requestId === undefined ? undefined : sql`and ${events.requestId} = ${requestId}`;
  return sql`exists (select 1 from ${events} indexed by events_of_subject
    where ${events.tenantId} = ${tenantId} and ${events.subjectId} = ${subjectId} and ${events.type} = ${type}
      ${hasField} ${isOfRequest})`;
}

/** Whether the tenant's log still has the event, so that a repeated deletion of what is gone is no error. */
export const wasRecorded = async (db: Database, event: RecordedEvent): Promise<boolean> =>
  (await db.all(sql`select 1 where ${isRecorded(event)}`)).length > 0;
