// Pure: no I/O, no clock, no randomness.
import { type MovedTable, movedTables, rowsOf } from "./moved-tables";

/**
 * Pages of a tenant's rows in a table. **Invariant:** a statement reads a bounded number of rows, however many the
 * tenant and others have: it follows an index that begins with the tenant, or the rows that own these, or takes a
 * window of the whole table. The page that comes to an owner first reads all rows of this one owner, such as the items
 * of an order, if it has more than a page.
 */

/**
 * Where in its table a row is: the values of the columns that order the table, behind those that order the owners.
 * Without the former all rows of that owner are done.
 */
export type Position = readonly (string | number)[];

export interface PageBounds {
  /** Rows of a page, at most. */
  readonly rows: number;
  /** Owners, or rows of whomever, that a statement looks through for them. */
  readonly window: number;
}

/** A page or a part of one in SQL. The first value is the tenant. */
export interface RowQuery {
  readonly sql: string;
  readonly values: Position;
}

/** The rows that own those of a table: `column` has the owner's `id`. */
interface Owner {
  readonly table: MovedTable;
  readonly column: string;
}

function ownerOf({ via, through }: MovedTable): Owner | null {
  const [pair, more] = via?.columns ?? [];
  const owner = through ?? (via && pair && !more ? { table: via.table, column: pair[0] } : null);
  const table = movedTables.find(({ name }) => name === owner?.table);
  return owner && table ? { table, column: owner.column } : null;
}

/** The columns that order the rows of one tenant or, in a table with owners, of one owner. */
function orderOf(table: MovedTable): readonly string[] {
  if (table.order) return table.order;
  if (isScanned(table)) return table.key;
  const own = table.key.filter((column) => column !== (ownerOf(table)?.column ?? "tenant_id"));
  return own.length > 0 || ownerOf(table) ? own : table.key;
}

/** No index leads to the rows of one tenant. */
const isScanned = (table: MovedTable): boolean =>
  table.isScanned === true || (table.via !== undefined && ownerOf(table) === null);

/** How many values of a position are the owner's, the last of which is its id. */
const ownersPartOf = (table: MovedTable): number => {
  const owner = ownerOf(table);
  return owner ? orderOf(owner.table).length : 0;
};

/** Whether the owner at the position may have more rows. */
const isWithinOwner = (table: MovedTable, after: Position | null): after is Position =>
  after !== null && ownerOf(table) !== null && after.length > ownersPartOf(table);

/** The places of values in a statement. */
function binder(tenantId: string) {
  const values: (string | number)[] = [tenantId];
  const bind = (position: Position): string => {
    const from = values.length + 1;
    values.push(...position);
    return `(${position.map((_, at) => `?${from + at}`).join(", ")})`;
  };
  return { values, bind };
}

const tuple = (columns: readonly string[]): string => `(${columns.join(", ")})`;

/** The owners after a position, in their order. */
function ownersAfter({ table }: Owner, after: Position | null, bind: (position: Position) => string): string {
  const order = orderOf(table);
  const isAfter = after === null ? "" : `and ${tuple(order)} > ${bind(after.slice(0, order.length))}`;
  return `select ${order.join(", ")} from ${table.name} where tenant_id = ?1 ${isAfter} order by ${order.join(", ")}`;
}

/** The rows after a position, up to `until` at the most. */
export function pageOfRows(
  table: MovedTable,
  tenantId: string,
  after: Position | null,
  { rows, window, until = null }: PageBounds & { readonly until?: Position | null },
): RowQuery {
  const { name } = table;
  const { values, bind } = binder(tenantId);
  const owner = ownerOf(table);
  const order = orderOf(table);
  const sorted = order.map((column) => `${name}.${column}`);
  if (owner && isWithinOwner(table, after)) {
    const part = ownersPartOf(table);
    const isNext = `${owner.column} = ${bind(after.slice(part - 1, part))} and ${tuple(order)} > ${bind(after.slice(part))}`;
    return { sql: `select * from ${name} where ${isNext} order by ${order.join(", ")} limit ${rows}`, values };
  }
  if (owner) {
    const byOwner = orderOf(owner.table).map((column) => `owner.${column}`);
    const sql = `select ${name}.* from (${ownersAfter(owner, after, bind)} limit ${window}) as owner
      cross join ${name} on ${name}.${owner.column} = owner.id
      order by ${[...byOwner, ...sorted].join(", ")} limit ${rows}`;
    return { sql, values };
  }
  const isAfter = after === null ? "true" : `${tuple(order)} > ${bind(after)}`;
  if (isScanned(table)) {
    const isBefore = until === null ? "true" : `${tuple(order)} <= ${bind(until)}`;
    const sql = `select * from (select * from ${name} where ${isAfter} and ${isBefore}
        order by ${order.join(", ")} limit ${window}) as ${name}
      where ${rowsOf(table)} order by ${order.join(", ")} limit ${rows}`;
    return { sql, values };
  }
  const sql = `select * from ${name} where tenant_id = ?1 and ${isAfter} order by ${order.join(", ")} limit ${rows}`;
  return { sql, values };
}

/** The position of a page's last row. There is none unless the page is full. */
export function lastOf(table: MovedTable, { sql, values }: RowQuery, { rows }: PageBounds): RowQuery {
  const owner = ownerOf(table);
  const own = orderOf(table).map((column) => `last.${column}`);
  const last = `(select * from (${sql}) limit 1 offset ${rows - 1}) as last`;
  if (!owner) return { sql: `select ${own.join(", ")} from ${last}`, values };
  const theirs = orderOf(owner.table).map((column) => `owner.${column} as owner_${column}`);
  const join = `join ${owner.table.name} as owner on owner.id = last.${owner.column}`;
  return { sql: `select ${[...theirs, ...own].join(", ")} from ${last} ${join}`, values };
}

/** The end of the window that a page looks through; there is none in the last one. `null`: the page needs no window. */
export function windowEndOf(
  table: MovedTable,
  tenantId: string,
  after: Position | null,
  { window }: PageBounds,
): RowQuery | null {
  const { values, bind } = binder(tenantId);
  const owner = ownerOf(table);
  if (isWithinOwner(table, after)) return null;
  if (owner) {
    return { sql: `${ownersAfter(owner, after, bind)} limit 1 offset ${window - 1}`, values };
  }
  if (!isScanned(table)) return null;
  const order = orderOf(table);
  const isAfter = after === null ? "" : `and ${tuple(order)} > ${bind(after)}`;
  const columns = order.join(", ");
  // The rows are of whatever tenant, and the first value needs a place.
  const sql = `select ${columns} from ${table.name} where ?1 is not null ${isAfter} order by ${columns}
    limit 1 offset ${window - 1}`;
  return { sql, values };
}

/** Where the next page begins; `null` after the last one. */
export function nextAfter(
  table: MovedTable,
  after: Position | null,
  { last, windowEnd }: { readonly last: Position | undefined; readonly windowEnd: Position | undefined },
): Position | null {
  if (last) return last;
  if (isWithinOwner(table, after)) return after.slice(0, ownersPartOf(table));
  return windowEnd ?? null;
}
