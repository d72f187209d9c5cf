import { and, asc, between, eq, gt, gte, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { numberOf } from "#inventory/phone-numbers/queries";
import type { Database } from "#kernel/db/db";
import { decodeCursor, type Page, type PageOrder, type PageQuery, readPage, toPage } from "#kernel/http/page";
import { readPageOfAll } from "#kernel/http/page-of-all";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { type RefusalRow, usageDaily, webhookRefusals } from "./table";
import type { UsageCounts } from "./tally";

/** Days in UTC, such as `2026-11-22`, both included. */
export interface UsagePeriod {
  readonly from: string;
  readonly to: string;
}

export const groupings = ["number", "agent", "day"] as const;
export type Grouping = (typeof groupings)[number];

/** The sums of one number, agent or day. */
export interface UsageGroup extends UsageCounts {
  readonly key: string;
}

/** The column of each grouping. An index begins with each of them, so that SQLite groups without sorting. */
const keys: Readonly<Record<Grouping, SQLiteColumn>> = {
  number: usageDaily.phoneNumberId,
  agent: usageDaily.agentId,
  day: usageDaily.day,
};

const total = (column: SQLiteColumn) => sql<number>`sum(${column})`.mapWith(Number);

const totals = {
  calls: total(usageDaily.calls),
  answeredCalls: total(usageDaily.answeredCalls),
  seconds: total(usageDaily.seconds),
  minutes: total(usageDaily.minutes),
  messagesIn: total(usageDaily.messagesIn),
  messagesOut: total(usageDaily.messagesOut),
  longCalls: total(usageDaily.longCalls),
};

export interface UsageQuery extends UsagePeriod, PageQuery {
  readonly group_by: Grouping;
}

export async function listUsage(ctx: Context, query: UsageQuery): Promise<Page<UsageGroup>> {
  const key = keys[query.group_by];
  const rows = await ctx.db
    .select({ key: sql<string>`${key}`, ...totals })
    .from(usageDaily)
    .where(
      and(
        eq(usageDaily.tenantId, ctx.principal.tenantId),
        // `+` makes SQLite take the group's own index; with the index by day it would sort all groups for each page.
        between(sql`${sql.raw(query.group_by === "day" ? "" : "+")}${usageDaily.day}`, query.from, query.to),
        query.cursor === undefined ? undefined : gt(key, decodeCursor(query.cursor, query.group_by).id),
      ),
    )
    .groupBy(key)
    .orderBy(asc(key))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, query.group_by, (row) => ({ value: row.key, id: row.key }));
}

/** The usage of one number on each day of a period. */
export async function usageOfNumber(
  ctx: Context,
  reference: string,
  { from, to }: UsagePeriod,
): Promise<{ phoneNumberId: string; days: readonly UsageGroup[] }> {
  const { id } = await numberOf(ctx, reference);
  const days = await ctx.db
    .select({ key: sql<string>`${usageDaily.day}`, ...totals })
    .from(usageDaily)
    .where(
      and(
        eq(usageDaily.tenantId, ctx.principal.tenantId),
        eq(usageDaily.phoneNumberId, id),
        between(usageDaily.day, from, to),
      ),
    )
    .groupBy(usageDaily.day)
    .orderBy(asc(usageDaily.day));
  return { phoneNumberId: id, days };
}

const newestDayFirst: PageOrder<RefusalRow> = {
  sort: "-day",
  column: webhookRefusals.day,
  id: webhookRefusals.phoneNumberId,
  keyOf: ({ day, phoneNumberId }) => ({ value: day, id: phoneNumberId }),
};

/** Webhooks for unknown numbers are counted for the platform, in each database on its own. */
const overAll = {
  ...newestDayFirst,
  combine: (one: RefusalRow, other: RefusalRow): RefusalRow => ({
    ...one,
    unsigned: one.unsigned + other.unsigned,
    wrongSignature: one.wrongSignature + other.wrongSignature,
    replayed: one.replayed + other.replayed,
    lastAt: Math.max(one.lastAt, other.lastAt),
  }),
};

/** Counts of rejected webhooks, by day and number. */
export const listRefusals = (ctx: Context, query: PageQuery): Promise<Page<RefusalRow>> =>
  ctx.principal.tenantId === PLATFORM_TENANT_ID
    ? readPageOfAll(ctx, overAll, query.limit, (each) => refusalsIn(each, query))
    : refusalsIn(ctx, query);

const refusalsIn = (ctx: Context, query: PageQuery): Promise<Page<RefusalRow>> =>
  readPage(ctx.db.select().from(webhookRefusals), newestDayFirst, query, [
    eq(webhookRefusals.tenantId, ctx.principal.tenantId),
  ]);

/** The join condition of usage since a day with the numbers of a subquery named `number`. */
const isOfNumberSince = (from: string) =>
  and(
    sql`${usageDaily.tenantId} = number.tenant_id and ${usageDaily.phoneNumberId} = number.id`,
    gte(usageDaily.day, from),
  );

/** Calls and messages that a number of another statement received since a day, as a cell; `null` without any. */
export const takenCell = (tenantId: SQLWrapper, id: SQLWrapper, from: Placeholder): SQL =>
  sql`(select sum(${usageDaily.calls} + ${usageDaily.messagesIn}) from ${usageDaily} where ${usageDaily.tenantId} = ${tenantId}
    and ${usageDaily.phoneNumberId} = ${id} and ${usageDaily.day} >= ${from})`;

/** Webhooks of the number with a wrong signature on these days, as a cell; `null` without any. */
export const refusedCell = (tenantId: SQLWrapper, id: SQLWrapper, days: readonly Placeholder[]): SQL =>
  sql`(select sum(${webhookRefusals.wrongSignature}) from ${webhookRefusals} where ${webhookRefusals.tenantId} = ${tenantId}
    and ${webhookRefusals.phoneNumberId} = ${id} and ${webhookRefusals.day} in (${sql.join([...days], sql`, `)}))`;

/**
 * The query for long calls and messages of numbers on each day since `from`. `numbers` is a subquery of `id` and
 * `tenant_id`.
 */
export const activitySince = (db: Database, numbers: SQL, from: string) =>
  db
    .select({
      phoneNumberId: usageDaily.phoneNumberId,
      day: usageDaily.day,
      longCalls: total(usageDaily.longCalls),
      messages: sql<number>`sum(${usageDaily.messagesIn} + ${usageDaily.messagesOut})`.mapWith(Number),
    })
    .from(sql`${numbers} as number`)
    .innerJoin(usageDaily, isOfNumberSince(from))
    .groupBy(sql`number.id`, usageDaily.day);
