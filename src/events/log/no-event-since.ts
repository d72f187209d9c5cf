import { type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { EventType } from "./catalogue";
import { events } from "./table";

/** A place in a tenant's log, and what would have mattered after it. */
interface Since {
  readonly tenantId: string;
  readonly seq: number;
  readonly types: readonly EventType[];
  readonly subjectIds: readonly string[];
  /** As events name them in `phone_number`. */
  readonly phoneNumbers: readonly string[];
}

/** Holds while no such event is about one of these subjects or phone numbers: to gate a write on what it was decided on. */
export const noEventSince = ({ tenantId, seq, types, subjectIds, phoneNumbers }: Since): SQL => sql`not exists (
  select 1 from ${events} where ${events.tenantId} = ${tenantId} and ${events.seq} > ${seq} and ${isOneOf(events.type, types)}
    and (${events.subjectId} in (select value from json_each(${JSON.stringify(subjectIds)}))
      or ${events.data} ->> '$.phone_number' in (select value from json_each(${JSON.stringify(phoneNumbers)}))))`;
