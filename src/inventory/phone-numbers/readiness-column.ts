import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import { type NumberRow, phoneNumbers } from "./table";
import { mayRedirectFor } from "./webhook-lookup";

/** The column `ready` of phone numbers, and the facts of a number that its readiness depends on. */

/** The facts of these numbers that readiness depends on, unexecuted. */
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
      acquisitionMethod: phoneNumbers.acquisitionMethod,
      carrierAccountId: phoneNumbers.carrierAccountId,
      mayRedirect: mayRedirectFor,
    })
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`);

/**
 * Writes `ready` where it changed and `holds` is true for the number's id. The version stays: no caller changed the
 * number.
 */
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
