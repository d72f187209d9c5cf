import { and, eq, getTableColumns, isNull, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { columnsOf } from "#kernel/db/column-names";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import { handWrittenRead, storedReader } from "#kernel/db/hand-written-read";
import { oneShape, preparedRead } from "#kernel/db/prepared";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { serviceStatuses } from "./lifecycle";
import { storedNumber } from "./stored-number";
import { type NumberRow, phoneNumbers } from "./table";

const isE164 = (reference: string): boolean => reference.startsWith("+");

/** Makes a row of the table from the cells of `select().from(phoneNumbers)`. */
export const readNumber = storedReader<NumberRow>(storedNumber);

const given = (name: string) => sql.placeholder(name);

export type ReferenceShape = "by id" | "by number";

export const referenceShape = (reference: string): ReferenceShape => (isE164(reference) ? "by number" : "by id");

/** The condition of a prepared statement: the row is the referenced number of the tenant. */
export const isReferenced = (shape: ReferenceShape) =>
  and(
    eq(phoneNumbers.tenantId, given("tenant")),
    eq(phoneNumbers.id, shape === "by id" ? given("reference") : newestId(given("tenant"), given("reference"))),
  );

/** The values of `isReferenced`. */
export const referenceValues = ({ principal }: Context, reference: string) => ({
  tenant: principal.tenantId,
  reference,
});

/** The referenced number, for prepared statements of other folders: columns of its row, and the rest of a select. */
export const referencedNumber = (shape: ReferenceShape) => {
  const { id, tenantId, e164, agentId } = phoneNumbers;
  return { id, tenantId, e164, agentId, from: sql`from ${phoneNumbers} where ${isReferenced(shape)}` };
};

const NUMBER_CELLS = Object.keys(storedNumber).length;

/** The row of the referenced number with more cells after it, for `preparedRows`: `readNumberAnd` reads both. */
export const selectNumberAnd = (db: Database, shape: ReferenceShape, more: Readonly<Record<string, SQL.Aliased>>) =>
  db
    .select({ ...getTableColumns(phoneNumbers), ...more })
    .from(phoneNumbers)
    .where(isReferenced(shape));

export const readNumberAnd = (cells: readonly unknown[]) =>
  ({ number: readNumber(cells), more: cells.slice(NUMBER_CELLS) }) as const;

const readById = handWrittenRead(
  () => `select ${columnsOf(storedNumber, "phone_numbers")} from phone_numbers where tenant_id = ?1 and id = ?2`,
);

const readByNumber = preparedRead((db) => db.select().from(phoneNumbers).where(isReferenced("by number")));

/**
 * One of the tenant's numbers by id or E.164 form. A number that came twice has two rows: the one that was not released
 * is returned, and of several the newest.
 */
export async function numberOf(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:read");
  const [cells] = isE164(reference)
    ? await readByNumber(ctx.db, oneShape, referenceValues(ctx, reference))
    : await readById(ctx.db, ctx.principal.tenantId, reference);
  return requireNumberRow(reference, cells && readNumber(cells));
}

/** Throws `not_found` without a row. */
export function requireNumberRow(reference: string, row: NumberRow | undefined): NumberRow {
  if (row) return row;
  throw new Problem("not_found", `There is no phone number ${reference}.${hintFor(reference)}`);
}

/** Ten digits are how North America writes its numbers at home. */
const hintFor = (reference: string): string =>
  /^\+[2-9]\d{9}$/.test(reference)
    ? ` Numbers need their country code: of the United States and Canada, +1${reference.slice(1)}.`
    : "";

/** The id of a referenced number of the tenant, as a value or subquery for a statement on another table. */
export function numberIdOf<Reference extends string | undefined>(
  { principal }: Context,
  reference: Reference,
): Reference | SQL {
  return reference === undefined || !isE164(reference) ? reference : newestId(principal.tenantId, reference);
}

/** The id of the tenant's row with this number that was not released, otherwise of the newest. */
function newestId(tenantId: string | Placeholder, e164: string | Placeholder): SQL {
  const newest = (condition: SQL) => sql`(select ${phoneNumbers.id} from ${phoneNumbers}
    where ${phoneNumbers.tenantId} = ${tenantId} and ${phoneNumbers.e164} = ${e164} and ${condition}
    order by ${phoneNumbers.id} desc limit 1)`;
  // Two searches by index, as an order by status would be a sort.
  return sql`coalesce(${newest(sql`${phoneNumbers.status} <> 'released'`)}, ${newest(sql`true`)})`;
}

/** The tenant's numbers by reference (id or E.164 form). References without a number are left out. */
export async function numbersNamed(
  ctx: Context,
  references: readonly string[],
): Promise<ReadonlyMap<string, NumberRow>> {
  requireScope(ctx, "numbers:read");
  const named = (column: SQLiteColumn) =>
    ctx.db
      .select()
      .from(phoneNumbers)
      .where(
        and(
          eq(phoneNumbers.tenantId, ctx.principal.tenantId),
          sql`${column} in (select value from json_each(${JSON.stringify(references)}))`,
        ),
      );
  const { byId, byNumber } = await batchNamed(ctx.db, {
    byId: named(phoneNumbers.id),
    byNumber: named(phoneNumbers.e164),
  });
  const found = new Map(byId.map((row) => [row.id, row]));
  for (const row of byNumber) {
    const known = found.get(row.e164);
    if (!known || comesFirst(row, known)) found.set(row.e164, row);
  }
  return found;
}

/** The order of `numberOf`. */
const comesFirst = (row: NumberRow, other: NumberRow): boolean =>
  (row.status === "released") === (other.status === "released") ? row.id > other.id : other.status === "released";

/** Id and E.164 form of the tenant's numbers with these ids. */
export const numbersWithIds = (ctx: Context, ids: readonly string[]) =>
  ctx.db
    .select({ id: phoneNumbers.id, e164: phoneNumbers.e164 })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.tenantId, ctx.principal.tenantId),
        sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`,
      ),
    );

/** The tenant's numbers in service in the platform's Twilio account among the ids of a subquery; unexecuted. */
export const platformNumbersAmong = (db: Database, tenantId: string, ids: SQL, limit: number) =>
  db
    .select({ e164: phoneNumbers.e164 })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.tenantId, tenantId),
        isNull(phoneNumbers.carrierAccountId),
        isOneOf(phoneNumbers.status, serviceStatuses),
        sql`${phoneNumbers.id} in ${ids}`,
      ),
    )
    .orderBy(phoneNumbers.id)
    .limit(limit);

/** The tenant's numbers in service among these E.164 numbers: as a read, and as a subquery to join with. */
export function ownNumbersAs(tenantId: string, numbers: readonly string[]) {
  const { id, agentId, e164 } = phoneNumbers;
  const own = and(
    eq(phoneNumbers.tenantId, tenantId),
    sql`${e164} in (select value from json_each(${JSON.stringify(numbers)}))`,
    isOneOf(phoneNumbers.status, serviceStatuses),
  );
  return {
    read: (db: Database) => db.select({ id, e164, agentId }).from(phoneNumbers).where(own),
    subquery: sql`(select ${id} as id, ${phoneNumbers.tenantId} as tenant_id, ${agentId} as agent_id from ${phoneNumbers} where ${own})`,
  };
}
