import { and, asc, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Context } from "../kernel/context";
import { type Database, isOneOf, oncePerShape, rowReader } from "../kernel/db";
import { beyond, decodeCursor, type Order, orderBy, type Page, pastPlace, type Stretch, toPage } from "../kernel/page";
import type { NumberType } from "../kernel/ports";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { keptStatuses, type NumberStatus } from "./lifecycle";
import { type NumberRow, phoneNumbers } from "./table";

/** A number by its id or its E.164 form. Of several rows with one number, bought and released again, the newest counts. */
export async function numberOf(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:read");
  const named = reference.startsWith("+") ? eq(phoneNumbers.e164, reference) : eq(phoneNumbers.id, reference);
  const [row] = await ctx.db
    .select()
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.tenantId, ctx.principal.tenantId), named))
    .orderBy(desc(phoneNumbers.id))
    .limit(1);
  if (!row) throw new Problem("not_found", `There is no phone number ${reference}.`);
  return row;
}

/** The tenant's numbers that these ids and E.164 forms name, by what names them; what names none is not there. */
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
  const [byId, byNumber] = await ctx.db.batch([named(phoneNumbers.id), named(phoneNumbers.e164)]);
  const found = new Map(byId.map((row) => [row.id, row]));
  for (const row of byNumber) {
    const known = found.get(row.e164);
    if (!known || known.id < row.id) found.set(row.e164, row);
  }
  return found;
}

export const numberSorts = [
  "created_at",
  "-created_at",
  "phone_number",
  "-phone_number",
  "friendly_name",
  "-friendly_name",
] as const;
export type NumberSort = (typeof numberSorts)[number];

export interface NumberQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort: NumberSort;
  readonly status?: NumberStatus | undefined;
  readonly country?: string | undefined;
  readonly type?: NumberType | undefined;
  readonly phone_number_prefix?: string | undefined;
}

function orderOf(sort: NumberSort): Order & { readonly positionOf: (row: NumberRow) => string | number } {
  const id = phoneNumbers.id;
  switch (sort) {
    case "created_at":
    case "-created_at":
      return { sort, id, column: phoneNumbers.createdAt, positionOf: (row) => row.createdAt };
    case "phone_number":
    case "-phone_number":
      return { sort, id, column: phoneNumbers.e164, positionOf: (row) => row.e164 };
    case "friendly_name":
    case "-friendly_name":
      return { sort, id, column: phoneNumbers.friendlyName, positionOf: (row) => row.friendlyName };
  }
}

type Filter = "status" | "country" | "type" | "phone_number_prefix" | "cursor";
const filters = ["status", "country", "type", "phone_number_prefix", "cursor"] as const satisfies readonly Filter[];

/**
 * The statement of a list, for one order and set of filters. Each order has an index that begins with the tenant, and status, country
 * and type have one each that ends in creation time; a `+` keeps the planner from taking one that cannot give the order.
 */
const listStatement = oncePerShape(
  (db, { sort, has }: { shape: string; sort: NumberSort; has: ReadonlySet<Filter> }) => {
    const order = orderOf(sort);
    const { tenantId, status, country, type, e164 } = phoneNumbers;
    const given = (name: string) => sql.placeholder(name);
    const equals = (filter: Filter, column: SQLiteColumn, indexed: boolean): SQL | undefined =>
      has.has(filter) ? sql`${indexed ? column : sql`+${column}`} = ${given(filter)}` : undefined;
    const byCreation = order.column === phoneNumbers.createdAt;
    return db
      .select()
      .from(phoneNumbers)
      .where(
        and(
          eq(tenantId, given("tenant")),
          equals("status", status, byCreation),
          equals("country", country, byCreation),
          equals("type", type, byCreation),
          has.has("phone_number_prefix") ? and(gte(e164, given("prefix")), lt(e164, given("prefix_end"))) : undefined,
          has.has("cursor") ? beyond(order, given("value"), given("id")) : undefined,
        ),
      )
      .orderBy(...orderBy(order))
      .limit(given("rows"))
      .prepare();
  },
);

const readNumber = rowReader(phoneNumbers);

export async function listNumbers(ctx: Context, query: NumberQuery): Promise<Page<NumberRow>> {
  requireScope(ctx, "numbers:read");
  const { sort, limit, cursor, phone_number_prefix: prefix } = query;
  const has = new Set(filters.filter((filter) => query[filter] !== undefined));
  const cells = await listStatement(ctx.db, { shape: [sort, ...has].join(), sort, has }).values({
    ...query,
    ...(cursor !== undefined && decodeCursor(cursor, sort)),
    tenant: ctx.principal.tenantId,
    prefix,
    // Digits are followed by ":" in ASCII, so this is the end of all numbers that begin with the prefix.
    prefix_end: `${prefix}:`,
    rows: limit + 1,
  });
  const { positionOf } = orderOf(sort);
  return toPage(cells.map(readNumber), limit, sort, (row) => ({ value: positionOf(row), id: row.id }));
}

/** Of these numbers, the ones the platform has already, unexecuted: for the search to put in its own batch. */
export const ownedAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({ e164: phoneNumbers.e164 })
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.acquisitionMethod, ["reseller"]),
        isOneOf(phoneNumbers.status, keptStatuses),
        sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`,
      ),
    );

const byChange: Order = { sort: "updated_at", column: phoneNumbers.updatedAt, id: phoneNumbers.id };

/** Numbers whose release has not been confirmed for a while, whoever's they are: for the cleanup job. */
export const unconfirmedReleases = (ctx: Context, olderThan: number, stretch: Stretch) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["releasing"]),
        lte(phoneNumbers.updatedAt, olderThan),
        pastPlace(byChange, stretch),
      ),
    )
    .orderBy(...orderBy(byChange))
    .limit(stretch.limit);

const byCoolingOff: Order = {
  sort: "cooling_off_until",
  column: phoneNumbers.coolingOffUntil,
  id: phoneNumbers.id,
};

/** Numbers that have cooled off, whoever's they are: for the cleanup job. */
export const cooledOff = (ctx: Context, stretch: Stretch) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["cooling_off"]),
        lte(phoneNumbers.coolingOffUntil, ctx.now),
        pastPlace(byCoolingOff, stretch),
      ),
    )
    .orderBy(...orderBy(byCoolingOff))
    .limit(stretch.limit);

/** How a number stands when a call comes in; `null` when the tenant has no such number. */
export async function statusAtDoor(db: Database, tenantId: string, id: string): Promise<NumberStatus | null> {
  const [row] = await db
    .select({ status: phoneNumbers.status })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.tenantId, tenantId)));
  return row?.status ?? null;
}

const compared = {
  id: phoneNumbers.id,
  tenantId: phoneNumbers.tenantId,
  e164: phoneNumbers.e164,
  status: phoneNumbers.status,
  carrierId: phoneNumbers.carrierId,
  orderItemId: phoneNumbers.orderItemId,
  updatedAt: phoneNumbers.updatedAt,
};
const atCarrier = and(
  isOneOf(phoneNumbers.acquisitionMethod, ["reseller"]),
  isOneOf(phoneNumbers.status, keptStatuses),
);

/** Of these numbers, the ones that somebody has or had until lately, unexecuted: for the sync job's batch. */
export const keptAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select(compared)
    .from(phoneNumbers)
    .where(and(atCarrier, sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`));

/** The numbers that the carrier ought to have, whoever's they are, in their own order: for the sync job. */
export const expectedAtCarrier = (ctx: Context, { after, limit }: { after: string | null; limit: number }) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      status: phoneNumbers.status,
      createdAt: phoneNumbers.createdAt,
      updatedAt: phoneNumbers.updatedAt,
    })
    .from(phoneNumbers)
    .where(
      and(atCarrier, inArray(phoneNumbers.status, ["active", "suspended", "lost"]), gt(phoneNumbers.e164, after ?? "")),
    )
    .orderBy(asc(phoneNumbers.e164))
    .limit(limit);

/** A number whoever's it is: for jobs, which carry ids only. */
export async function anyNumber(ctx: Context, id: string): Promise<NumberRow | null> {
  const [row] = await ctx.db.select().from(phoneNumbers).where(eq(phoneNumbers.id, id));
  return row ?? null;
}

/** Whose numbers are and how they stand, by id. */
export async function statusesOf(
  ctx: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<NumberRow, "tenantId" | "status" | "updatedAt">>> {
  const { id, tenantId, status, updatedAt } = phoneNumbers;
  const rows = await ctx.db
    .select({ id, tenantId, status, updatedAt })
    .from(phoneNumbers)
    .where(sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}
