import { and, eq, gte, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import { preparedRead } from "#kernel/db/prepared";
import { afterKey, decodeCursor, orderBy, type Page, type PageQuery, toPage } from "#kernel/http/page";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { conditionsOf, type NumberFilters, placeOfDigits } from "./list-filters";
import { type KeySpan, keySpanOf, listOrderOf, type NumberOrder, type NumberSort } from "./list-order";
import { type ListedCells, type ListedNumber, listedColumns, readListedNumber } from "./listed-number";
import { offlineCounts, phoneNumbers } from "./table";

export interface NumberQuery extends NumberFilters, PageQuery {
  readonly sort?: NumberSort | undefined;
}

export interface NumberPage extends Page<ListedNumber> {
  /** The number of the tenant's numbers that callers do not reach, whatever the filters. */
  readonly offlineCount: number;
}

/**
 * A page of the tenant's numbers, in one statement. Without filters, and with the filters that are a range of the
 * order, an index gives the page. With any others one scan of the index `phone_numbers_by_creation` finds it, without
 * reading the rows of other numbers: it stops at the page's end in the order of creation, and reads all of the
 * tenant's entries in any other.
 */
export async function listNumbers(ctx: Context, query: NumberQuery): Promise<NumberPage> {
  requireScope(ctx, "numbers:read");
  const { limit, cursor, sort } = query;
  const order = listOrderOf(query, sort);
  const span = keySpanOf(order, cursor === undefined ? undefined : decodeCursor(cursor, order.name));
  const found = await (orderedReadOf(ctx, order, span, query, limit + 1) ??
    scanIndex(ctx, order, span, query, limit + 1));
  // Each row carries the count. A page without rows needs a read of its own.
  const counted = found[0]?.at(-1);
  const offlineCount = typeof counted === "number" ? counted : await offlineCountOf(ctx);
  const position = (row: ListedNumber) => ({ value: order.keyOf(row), id: row.id });
  return { ...toPage(found.map(readListedNumber), limit, order.name, position), offlineCount };
}

const offlineCount = (tenantId: string | Placeholder): SQL<number> => sql`ifnull((
  select ${offlineCounts.numbers} from ${offlineCounts} where ${offlineCounts.tenantId} = ${tenantId}), 0)`;

async function offlineCountOf({ db, principal }: Context): Promise<number> {
  const [[count] = []] = await db.values<[number]>(sql`select ${offlineCount(principal.tenantId)}`);
  return count ?? 0;
}

// ── by the index of the order ───────────────────────────────────────────────────────────────────────────────────────

interface OrderedRead {
  readonly shape: string;
  readonly name: string;
  readonly key: Exclude<NumberOrder["key"], "digits">;
  readonly descending: boolean;
  readonly starts: "anywhere" | "at a key" | "after a row";
  readonly ends: boolean;
  readonly notReady: boolean;
}

const given = (name: string) => sql.placeholder(name);

/**
 * Each order has an index that begins with the tenant and ends with the id; numbers that are not ready have one more.
 */
const orderedStatement = preparedRead<OrderedRead, ListedCells>(
  (db, { name, key, descending, starts, ends, notReady }) => {
    const column = phoneNumbers[key];
    const order = { sort: name, column, id: phoneNumbers.id };
    const [from, until] = descending ? [lt, gte] : [gte, lt];
    const start = {
      anywhere: undefined,
      "at a key": from(column, given("start")),
      "after a row": afterKey(order, given("start"), given("id")),
    };
    // Its rows are read as cells, so one name may stand for all columns of a number.
    return db
      .select({ number: sql.raw(listedColumns("phone_numbers")), offlineCount: offlineCount(given("tenant")) })
      .from(phoneNumbers)
      .where(
        and(
          eq(phoneNumbers.tenantId, given("tenant")),
          // Written out, as SQLite takes a partial index only when it reads the index's condition in the statement.
          notReady ? sql`${phoneNumbers.ready} = 0` : undefined,
          start[starts],
          ends ? until(column, given("end")) : undefined,
        ),
      )
      .orderBy(...orderBy(order))
      .limit(given("rows"));
  },
);

/** The filters that are a range of each order's keys, and so need no scan. */
const rangesOf = {
  createdAt: ["created_after", "created_before"],
  e164: ["phone_number_prefix"],
  friendlyName: [],
} as const satisfies Record<OrderedRead["key"], readonly (keyof NumberFilters)[]>;

/** Reads the page from the index of its order; `null` if a filter needs more than that index. */
function orderedReadOf(
  ctx: Context,
  { name, key, descending }: NumberOrder,
  { start, end }: KeySpan,
  filters: NumberFilters,
  rows: number,
): Promise<ListedCells[]> | null {
  if (key === "digits") return null;
  const notReady = filters.ready === false && key === "createdAt";
  const served: readonly string[] = notReady ? [...rangesOf[key], "ready"] : rangesOf[key];
  if (filterNames.some((filter) => filters[filter] !== undefined && !served.includes(filter))) return null;
  const starts = start === undefined ? "anywhere" : start.id === undefined ? "at a key" : "after a row";
  const ends = end !== undefined;
  const shape = `${name} ${starts} ${ends} ${notReady}`;
  const values = {
    tenant: ctx.principal.tenantId,
    start: start?.value ?? null,
    id: start?.id ?? null,
    end: end ?? null,
    rows,
  };
  return orderedStatement(ctx.db, { shape, name, key, descending, starts, ends, notReady }, values);
}

/** Every filter, held complete by the type: a filter that is missing here would be ignored. */
const everyFilter: Readonly<Record<keyof NumberFilters, true>> = {
  status: true,
  type: true,
  country: true,
  acquisition_method: true,
  carrier_account_id: true,
  sip_trunk_id: true,
  capabilities: true,
  tag: true,
  agent_id: true,
  ready: true,
  created_after: true,
  created_before: true,
  phone_number_prefix: true,
  digits: true,
};
const isFilter = (name: string): name is keyof NumberFilters => Object.hasOwn(everyFilter, name);
const filterNames = Object.keys(everyFilter).filter(isFilter);

// ── by a scan of the index ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * The inner select keeps only the ids and keys of one page, so memory stays flat however many numbers the filters
 * find. `indexed by` keeps SQLite from reading rows in the order of another index, which takes five to ten times as
 * long when few numbers fit.
 */
function scanIndex(
  { db, principal }: Context,
  order: NumberOrder,
  { start, end }: KeySpan,
  filters: NumberFilters,
  rows: number,
): Promise<ListedCells[]> {
  const key = keyExpression(order, filters);
  const [way, past, from, until] = order.descending
    ? [sql`desc`, sql`<`, sql`<`, sql`>=`]
    : [sql`asc`, sql`>`, sql`>=`, sql`<`];
  const span = [
    start === undefined
      ? undefined
      : start.id === undefined
        ? sql`${key} ${from} ${start.value}`
        : sql`(${key}, ${phoneNumbers.id}) ${past} (${start.value}, ${start.id})`,
    end === undefined ? undefined : sql`${key} ${until} ${end}`,
  ];
  // The span has the bounds of these filters already.
  const spanned = order.key === "digits" ? [] : rangesOf[order.key];
  const others = { ...filters, ...Object.fromEntries(spanned.map((name) => [name, undefined])) };
  const conditions = and(eq(phoneNumbers.tenantId, principal.tenantId), ...span, ...conditionsOf(others));
  return db.values<ListedCells>(sql`
    select ${sql.raw(listedColumns("number"))}, ${offlineCount(principal.tenantId)}
    from (
      select ${phoneNumbers.id} as id, ${key} as position
      from ${phoneNumbers} indexed by phone_numbers_by_creation
      where ${conditions}
      order by position ${way}, ${phoneNumbers.id} ${way}
      limit ${rows}
    ) as found
    cross join phone_numbers as number on number.id = found.id
    order by found.position ${way}, found.id ${way}`);
}

const keyExpression = ({ key }: NumberOrder, { digits = "" }: NumberFilters): SQL =>
  key === "digits" ? sql`substr(${phoneNumbers.e164}, ${placeOfDigits(digits)})` : sql`${phoneNumbers[key]}`;
