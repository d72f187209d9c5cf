import { type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { EventType } from "./catalogue";
import { events } from "./table";

/** A place in a tenant's log, and the events after it that would make a decision outdated. */
interface EventsSince {
  readonly tenantId: string;
  readonly seq: number;
  readonly types: readonly EventType[];
  readonly subjectIds: readonly string[];
  /** E.164, as in an event's `data.phone_number`. */
  readonly phoneNumbers: readonly string[];
}

/**
 * A condition that is true while the tenant's log has no event after `seq` of these types about one of these subjects
 * or phone numbers. Add it to a write, so that it happens only if the state that it was decided on is still current.
 */
export const noEventSince = ({ tenantId, seq, types, subjectIds, phoneNumbers }: EventsSince): SQL => sql`not exists (
  select 1 from ${events} where ${events.tenantId} = ${tenantId} and ${events.seq} > ${seq} and ${isOneOf(events.type, types)}
    and (${events.subjectId} in (select value from json_each(${JSON.stringify(subjectIds)}))
      or ${events.data} ->> '$.phone_number' in (select value from json_each(${JSON.stringify(phoneNumbers)}))))`;
