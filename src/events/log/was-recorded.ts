import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import type { EventType } from "./catalogue";
import { events } from "./table";

/** An event that may have been recorded, by its data as far as given. */
interface RecordedEvent {
  readonly tenantId: string;
  readonly type: EventType;
  readonly subjectId: string;
  /** A field of its data that has this text. */
  readonly field?: { readonly name: string; readonly value: string };
}

/** Whether the tenant's log still has the event, so that a repeated deletion of what is gone is no error. */
export async function wasRecorded(db: Database, { tenantId, type, subjectId, field }: RecordedEvent): Promise<boolean> {
  const hasField = field ? sql`and data ->> ${`$.${field.name}`} = ${field.value}` : sql``;
  const [found] = await db.all(sql`select 1 from ${events} indexed by events_of_subject
    where tenant_id = ${tenantId} and subject_id = ${subjectId} and type = ${type} ${hasField} limit 1`);
  return found !== undefined;
}

/** An event about a row of another statement. Without `requestId`, that of any request counts. */
interface EventOfRow {
  readonly tenantId: SQLWrapper;
  readonly type: EventType;
  readonly subjectId: SQLWrapper;
  readonly requestId?: string | undefined;
}

/** Holds if the row's tenant has the event in its log. */
export const isRecorded = ({ tenantId, type, subjectId, requestId }: EventOfRow): SQL => sql`exists (
  select 1 from ${events} indexed by events_of_subject
  where ${events.tenantId} = ${tenantId} and ${events.subjectId} = ${subjectId} and ${events.type} = ${type}
    and ${requestId === undefined ? sql`true` : sql`${events.requestId} = ${requestId}`})`;
