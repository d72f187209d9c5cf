import { and, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Given, oncePerShape, rowReader } from "#kernel/db/db";
import { afterKey, decodeCursor, orderBy, type Page, toPage } from "#kernel/http/page";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type NumberFilters, needsNoShelf, shelvesOf } from "./list-filters";
import { type KeySpan, type NumberOrder, type NumberSort, sortOrderOf, spanOf } from "./list-order";
import { type NumberRow, offlineCounts, phoneNumbers } from "./table";

export interface NumberQuery extends NumberFilters {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort?: NumberSort | undefined;
}

export interface NumberPage extends Page<NumberRow> {
  /** How many of all the tenant's numbers callers do not reach. */
  readonly offlineCount: number;
}

/** A page of the tenant's numbers. What is read for it depends on the page's length, not on how many numbers there are. */
export async function listNumbers(ctx: Context, query: NumberQuery): Promise<NumberPage> {
  requireScope(ctx, "numbers:read");
  const { limit, cursor, sort } = query;
  const order = sortOrderOf(query, sort);
  const span = spanOf(order, cursor === undefined ? undefined : decodeCursor(cursor, order.name));
  const cells =
    order.column !== "digits" && needsNoShelf(query)
      ? await readAll(ctx, { ...order, column: columns[order.column] }, span, query.ready, limit + 1)
      : await readShelves(ctx, order, span, query, limit + 1);
  // The count comes with every row; where there is none, it takes a look of its own.
  const counted = cells[0]?.at(-1);
  const offlineCount = typeof counted === "number" ? counted : await offlineCountOf(ctx);
  const position = (row: NumberRow) => ({ value: order.positionOf(row), id: row.id });
  return { ...toPage(cells.map(readNumber), limit, order.name, position), offlineCount };
}

const readNumber = rowReader(phoneNumbers);

/** A count that is kept, not counted: one row of an index, whatever the inventory. */
const keptCount = (tenantId: Given): SQL<number> => sql`ifnull((
  select ${offlineCounts.numbers} from ${offlineCounts} where ${offlineCounts.tenantId} = ${tenantId}), 0)`;

async function offlineCountOf({ db, principal }: Context): Promise<number> {
  const [[count] = []] = await db.values<[number]>(sql`select ${keptCount(principal.tenantId)}`);
  return count ?? 0;
}

// ── all numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────

const columns = {
  created_at: phoneNumbers.createdAt,
  e164: phoneNumbers.e164,
  friendly_name: phoneNumbers.friendlyName,
} as const;

interface ColumnOrder extends Pick<NumberOrder, "name" | "descending"> {
  readonly column: SQLiteColumn;
}

interface Shape extends ColumnOrder {
  readonly shape: string;
  readonly starts: "anywhere" | "at a value" | "past a row";
  readonly ends: boolean;
  readonly judged: boolean;
}

const given = (name: string) => sql.placeholder(name);

/** Each order has an index that begins with the tenant and ends with the id; that of creation one by readiness, too. */
const allStatement = oncePerShape((db, { name, descending, column, starts, ends, judged }: Shape) => {
  const order = { sort: name, column, id: phoneNumbers.id };
  const [from, until] = descending ? [lt, gte] : [gte, lt];
  const start = {
    anywhere: undefined,
    "at a value": from(column, given("start")),
    "past a row": afterKey(order, given("start"), given("id")),
  };
  const end = ends ? until(column, given("end")) : undefined;
  return db
    .select({ ...getTableColumns(phoneNumbers), offlineCount: keptCount(given("tenant")) })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.tenantId, given("tenant")),
        judged ? eq(phoneNumbers.ready, given("ready")) : undefined,
        start[starts],
        end,
      ),
    )
    .orderBy(...orderBy(order))
    .limit(given("rows"))
    .prepare();
});

function readAll(ctx: Context, order: ColumnOrder, { start, end }: KeySpan, ready: boolean | undefined, rows: number) {
  const starts = start === undefined ? "anywhere" : start.id === undefined ? "at a value" : "past a row";
  const ends = end !== undefined;
  const judged = ready !== undefined;
  const shape = `${order.name} ${starts} ${ends} ${judged}`;
  return allStatement(ctx.db, { ...order, starts, ends, judged, shape }).values({
    tenant: ctx.principal.tenantId,
    ready,
    start: start?.value,
    id: start?.id,
    end,
    rows,
  });
}

// ── those on some shelves ───────────────────────────────────────────────────────────────────────────────────────────

/** All of a number, as `readNumber` wants it. */
const wholeNumber = sql.raw(
  Object.values(getTableColumns(phoneNumbers))
    .map(({ name }) => `number.${name} as ${name}`)
    .join(", "),
);

/**
 * Merges the shelves: `line` is SQLite's queue of a recursive query, which gives out its first in order. It begins with the
 * first number of each shelf, and each number that is given out puts the next of its shelf into the queue. So a page reads one
 * number of each shelf and then one for each that it shows. `+` takes the column affinity off an id, with which SQLite would
 * not search by it.
 */
function readShelves(ctx: Context, order: NumberOrder, { start, end }: KeySpan, filters: NumberFilters, rows: number) {
  const { agent, tag, kinds } = shelvesOf(filters);
  const byDigits = order.column === "digits";
  const [way, past, from, until] = order.descending
    ? [sql`desc`, sql`<`, sql`<`, sql`>=`]
    : [sql`asc`, sql`>`, sql`>=`, sql`<`];
  const column = sql.raw(`place.${order.column}`);
  const value = byDigits
    ? sql`substr(number.e164, instr(number.e164, ${filters.digits}))`
    : sql.raw(`number.${order.column}`);
  const after = (position: SQL, id: SQL) => sql`(${column}, place.number_id) ${past} (${position}, ${id})`;
  const next = (shelf: SQL, begin: SQL | undefined) => sql`(
    select place.number_id from ${sql.raw(byDigits ? "number_digits" : "shelved_numbers")} as place
    where ${and(
      sql`place.shelf = ${shelf}`,
      begin,
      end === undefined ? undefined : sql`${column} ${until} ${end}`,
      // A number that has the digits twice comes once.
      byDigits ? sql`place.digits = substr(place.e164, instr(place.e164, ${filters.digits}))` : undefined,
    )}
    order by ${column} ${way}, place.number_id ${way} limit 1
  )`;
  const begin =
    start &&
    (start.id === undefined ? sql`${column} ${from} ${start.value}` : after(sql`${start.value}`, sql`${start.id}`));
  return ctx.db.values<unknown[]>(sql`
    with recursive line as (
      select ${wholeNumber}, ${value} as position, shelf.id as shelf
      from number_shelves as shelf
      cross join phone_numbers as number on number.id = ${next(sql`shelf.id`, begin)}
      where shelf.tenant_id = ${ctx.principal.tenantId} and shelf.agent = ${agent} and shelf.tag = ${tag}
        and shelf.kind glob ${kinds}
      union all
      select ${wholeNumber}, ${value}, line.shelf
      from line
      cross join phone_numbers as number on number.id = ${next(sql`line.shelf`, after(sql`line.position`, sql`+line.id`))}
      order by position ${way}, id ${way}
      limit ${rows}
    )
    select *, ${keptCount(ctx.principal.tenantId)} from line`);
}
