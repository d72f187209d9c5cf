import { and, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { columnsReader } from "#kernel/db/prepared";
import { type NumberRow, phoneNumbers } from "./table";
import { mayRedirectFor } from "./webhook-lookup";

/** The column `ready` of phone numbers, and the facts of a number that its readiness depends on. */

const facts = {
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
} as const;

const readFacts = columnsReader(facts);

/** The facts of a number that readiness depends on. */
export interface NumberToEvaluate extends ReturnType<typeof readFacts> {
  readonly mayRedirect: boolean;
}

/** Columns of a number that is evaluated, for the cells that other folders add to its row. */
export const evaluatedNumber = {
  id: facts.id,
  tenantId: facts.tenantId,
  agentId: facts.agentId,
  carrierAccountId: facts.carrierAccountId,
} as const;

/**
 * The facts of the numbers whose ids come as a JSON list in the placeholder `ids`, with more cells after them, for
 * `preparedRead`: `readNumberToEvaluate` reads both.
 */
export function selectNumbersToEvaluate(db: Database, more: Readonly<Record<string, SQL>>) {
  // As drizzle takes the table's name from columns in the outermost expression only, each is put into another one.
  const named = (cells: Readonly<Record<string, SQLWrapper>>) =>
    Object.entries(cells).map(([name, cell]) => [name, sql`${sql`${cell}`}`.as(name)]);
  const cells = Object.fromEntries(named({ ...facts, mayRedirect: mayRedirectFor(), ...more }));
  return db
    .select(cells)
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${sql.placeholder("ids")}))`);
}

const FACT_CELLS = Object.keys(facts).length;

export const readNumberToEvaluate = (cells: readonly unknown[]) => ({
  number: { ...readFacts(cells), mayRedirect: cells[FACT_CELLS] === 1 },
  more: cells.slice(FACT_CELLS + 1),
});

/**
 * Writes `ready` where it changed and `holds` is true for the number's id. The version stays: no caller changed the
 * number. For `preparedWrite`: the placeholder `flags` is for `flagsOf`.
 */
export const setReady = (db: Database, holds: (id: SQL) => SQL) =>
  db
    .update(phoneNumbers)
    .set({ ready: sql`value ->> 1` })
    .from(sql`json_each(${sql.placeholder("flags")})`)
    .where(
      and(
        eq(phoneNumbers.id, sql`value ->> 0`),
        sql`${phoneNumbers.ready} is not value ->> 1`,
        holds(sql`(value ->> 0)`),
      ),
    );

export const flagsOf = (numbers: readonly Pick<NumberRow, "id" | "ready">[]): string =>
  JSON.stringify(numbers.map(({ id, ready }) => [id, ready]));
