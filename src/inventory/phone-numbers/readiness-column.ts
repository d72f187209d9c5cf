import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import { type NumberRow, phoneNumbers } from "./table";

/** Whether callers reach a number: what is judged of it, and the column that keeps the verdict. */

/** What of these numbers bears on whether callers reach them, unexecuted. */
export const numbersToEvaluate = (db: Database, ids: readonly string[]) =>
  db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      status: phoneNumbers.status,
      agentId: phoneNumbers.agentId,
      country: phoneNumbers.country,
      type: phoneNumbers.type,
      voice: phoneNumbers.voice,
      sms: phoneNumbers.sms,
      createdAt: phoneNumbers.createdAt,
      updatedAt: phoneNumbers.updatedAt,
      ready: phoneNumbers.ready,
    })
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`);

/** Notes whether callers reach these numbers, where it changed and `holds` is true of the number's id. Not a change by their owners. */
export const setReady = (
  db: Database,
  numbers: readonly Pick<NumberRow, "id" | "ready">[],
  holds: (id: SQL) => SQL,
): Statement =>
  db
    .update(phoneNumbers)
    .set({ ready: sql`value ->> 1` })
    .from(sql`json_each(${JSON.stringify(numbers.map(({ id, ready }) => [id, ready]))})`)
    .where(
      and(
        eq(phoneNumbers.id, sql`value ->> 0`),
        sql`${phoneNumbers.ready} is not value ->> 1`,
        holds(sql`(value ->> 0)`),
      ),
    );
