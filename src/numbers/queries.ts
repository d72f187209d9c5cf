import { and, asc, desc, eq, gt, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { backlogOf } from "../kernel/backlog";
import type { Context } from "../kernel/context";
import { type Database, type Given, isOneOf, type Statement } from "../kernel/db";
import { type Order, orderBy, pastPlace, type Stretch } from "../kernel/page";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { keptStatuses, type NumberStatus, serviceStatuses } from "./lifecycle";
import { type NumberRow, phoneNumbers } from "./table";

const isE164 = (reference: string): boolean => reference.startsWith("+");

/** A number by its id or its E.164 form. Of several rows with one number, bought and released again, the newest counts. */
export async function numberOf(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:read");
  const named = eq(isE164(reference) ? phoneNumbers.e164 : phoneNumbers.id, reference);
  const [row] = await ctx.db
    .select()
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.tenantId, ctx.principal.tenantId), named))
    .orderBy(desc(phoneNumbers.id))
    .limit(1);
  if (!row) throw new Problem("not_found", `There is no phone number ${reference}.`);
  return row;
}

/** The id that a reference to one of the tenant's numbers stands for, to be compared with in a statement of another table. */
export const numberIdOf = ({ principal }: Context, reference: string | undefined): string | SQL | undefined =>
  reference === undefined || !isE164(reference)
    ? reference
    : sql`(select ${phoneNumbers.id} from ${phoneNumbers}
        where ${phoneNumbers.tenantId} = ${principal.tenantId} and ${phoneNumbers.e164} = ${reference}
        order by ${phoneNumbers.id} desc limit 1)`;

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

/** Id and number of those of the tenant's numbers that have these ids, by id. */
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

/** Whether the tenant has such a number, in whatever state: to gate a write on. */
export const numberExists = (tenantId: string, id: string): SQL =>
  sql`exists (select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId})`;

/** Holds while this number is the tenant's and in service: what gates a write or a row that goes with it. */
export const numberInService = (tenantId: string, id: string | SQLiteColumn): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.tenantId} = ${tenantId}
    and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** The same whoever's it is, of an id that a statement names. */
export const isInServiceNow = (id: SQL): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, serviceStatuses)})`;

/** Of these numbers, the ones the platform has already, unexecuted: for the search to put in its own batch. */
export const ownedAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({ e164: phoneNumbers.e164, tenantId: phoneNumbers.tenantId })
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

/** A number that was lost may ring all the same; one that was suspended before is suspended still. */
const statusAtDoor = sql<NumberStatus>`iif(${phoneNumbers.status} = 'lost' and ${phoneNumbers.lostSuspended}, 'suspended', ${phoneNumbers.status})`;

/** What a door needs to know of its number, unexecuted: nothing when the tenant has no such number. */
export const numberAtDoor = (db: Database, tenantId: Given, id: Given) =>
  db
    .select({
      id: phoneNumbers.id,
      e164: phoneNumbers.e164,
      status: statusAtDoor,
      agentId: phoneNumbers.agentId,
      smsForwardTo: phoneNumbers.smsForwardTo,
    })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.tenantId, tenantId)));

/** Holds while the number counts as lost. */
export const numberIsLost = (id: string): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;

/** Holds for the id of a number that does not count as lost: for whoever counts rows about numbers. */
export const isNotLost = (id: SQLiteColumn): SQL => sql`not exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${isOneOf(phoneNumbers.status, ["lost"])})`;

/** The platform's number of this form that is in service, whoever's it is; unexecuted. */
export const ownedAs = (db: Database, e164: Given) =>
  db
    .select({ id: phoneNumbers.id })
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.acquisitionMethod, ["reseller"]),
        isOneOf(phoneNumbers.status, keptStatuses),
        eq(phoneNumbers.e164, e164),
      ),
    )
    .limit(1);
const compared = {
  id: phoneNumbers.id,
  tenantId: phoneNumbers.tenantId,
  e164: phoneNumbers.e164,
  status: phoneNumbers.status,
  carrierId: phoneNumbers.carrierId,
  orderItemId: phoneNumbers.orderItemId,
  updatedAt: phoneNumbers.updatedAt,
  version: phoneNumbers.version,
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

/** The same for many, by id. */
export async function numbersById(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, NumberRow>> {
  const rows = await ctx.db
    .select()
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
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

/** Numbers on their way back to the carrier since before this instant. */
export const releasingBacklog = ({ db }: Context, since: number) =>
  backlogOf(
    db,
    sql`select ${phoneNumbers.updatedAt} as at from ${phoneNumbers}
      where ${isOneOf(phoneNumbers.status, ["releasing"])} and ${phoneNumbers.updatedAt} <= ${since}`,
  );

/** All numbers, whoever's they are and in every state, by id: for the jobs that look at each. */
export const everyNumber = (ctx: Context, { after, limit }: { after: string; limit: number }) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      status: phoneNumbers.status,
      createdAt: phoneNumbers.createdAt,
    })
    .from(phoneNumbers)
    .where(gt(phoneNumbers.id, after))
    .orderBy(asc(phoneNumbers.id))
    .limit(limit);

/** Ids and tenants of the numbers with these ids, as a subquery that others join with. */
export const numbersAmong = (ids: readonly string[]): SQL => sql`(
  select ${phoneNumbers.id} as id, ${phoneNumbers.tenantId} as tenant_id, ${phoneNumbers.agentId} as agent_id from ${phoneNumbers}
  where ${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)})))`;

/** The tenant's numbers in service among these, to be read and to be joined with. */
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

/** What of these numbers bears on whether callers reach them, unexecuted. */
export const numbersToJudge = (db: Database, ids: readonly string[]) =>
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
export const markReady = (
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
