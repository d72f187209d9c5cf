import { and, asc, eq, isNotNull, isNull, lte, not, or, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageOrder,
  type PageQuery,
  readPage,
  selectPage,
  toPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isActive, isOpen } from "#tenants/queries";
import { type PlatformFacts, platformFacts } from "./platform-facts";
import { type CheckItemRow, type CheckRow, portabilityChecks, portabilityItems, type ResultStatus } from "./table";

/** A check shows the results of its first numbers, up to this many. */
export const MAX_SHOWN = 100;

export const checkStatuses = ["processing", "completed"] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** A check with its first numbers. */
export interface ShownCheck {
  readonly check: CheckRow;
  readonly results: ShownItems;
}

export interface ShownItems {
  readonly check: CheckRow;
  readonly items: readonly CheckItemRow[];
  readonly facts: PlatformFacts;
}

const isOwn = ({ principal }: Context, id: string) =>
  and(eq(portabilityChecks.id, id), eq(portabilityChecks.tenantId, principal.tenantId));

const noCheck = (id: string): Problem => new Problem("not_found", `There is no portability check ${id}.`);

const byPosition: PageOrder<CheckItemRow> = {
  sort: "position",
  column: portabilityItems.position,
  id: portabilityItems.e164,
  keyOf: ({ position, e164 }) => ({ value: position, id: e164 }),
};

/** The check with this id, and the results of its first numbers. */
export async function checkOf(ctx: Context, id: string): Promise<ShownCheck> {
  requireScope(ctx, "porting:read");
  const { db } = ctx;
  const {
    checks: [check],
    items,
  } = await batchNamed(db, {
    checks: db.select().from(portabilityChecks).where(isOwn(ctx, id)),
    items: db
      .select()
      .from(portabilityItems)
      .where(eq(portabilityItems.checkId, id))
      .orderBy(asc(portabilityItems.position))
      .limit(MAX_SHOWN),
  });
  if (!check) throw noCheck(id);
  return { check, results: { check, items, facts: await platformFacts(ctx, items) } };
}

export interface ResultQuery extends PageQuery {
  readonly status?: ResultStatus | undefined;
  readonly portable?: boolean | undefined;
}

/** A page of a check's results, in the order of the request. */
export async function listResults(
  ctx: Context,
  id: string,
  query: ResultQuery,
): Promise<ShownItems & { readonly nextCursor: string | null }> {
  requireScope(ctx, "porting:read");
  const { db } = ctx;
  const {
    checks: [check],
    items,
  } = await batchNamed(db, {
    checks: db.select().from(portabilityChecks).where(isOwn(ctx, id)),
    items: selectPage(db.select().from(portabilityItems), byPosition, query, [
      eq(portabilityItems.checkId, id),
      query.status && sql`+${portabilityItems.status} = ${query.status}`,
      query.portable === undefined ? undefined : eq(portabilityItems.isPortable, query.portable),
    ]),
  });
  if (!check) throw noCheck(id);
  const { rows, nextCursor } = toPage(items, query.limit, byPosition.sort, byPosition.keyOf);
  return { check, items: rows, facts: await platformFacts(ctx, rows), nextCursor };
}

export const listChecks = (
  ctx: Context,
  query: PageQuery & { readonly status?: CheckStatus | undefined },
): Promise<Page<CheckRow>> =>
  readPage(ctx.db.select().from(portabilityChecks), newestFirst(portabilityChecks), query, [
    eq(portabilityChecks.tenantId, ctx.principal.tenantId),
    query.status &&
      (query.status === "completed" ? isNotNull(portabilityChecks.endedAt) : isNull(portabilityChecks.endedAt)),
  ]);

/** The tenant's check that the queue works on. Unexecuted. */
export const oldestOpenCheck = (db: Database, tenantId: string) =>
  db
    .select({ id: portabilityChecks.id, createdAt: portabilityChecks.createdAt })
    .from(portabilityChecks)
    .where(and(eq(portabilityChecks.tenantId, tenantId), isNull(portabilityChecks.endedAt)))
    .orderBy(asc(portabilityChecks.createdAt), asc(portabilityChecks.id))
    .limit(1);

/** The checks of a suspended tenant wait until it is resumed. A closed tenant's checks end. */
export const mayCheck = () => or(isActive(portabilityChecks.tenantId), not(isOpen(portabilityChecks.tenantId)));

const byWakeUp: ListOrder = { sort: "wake_at", column: portabilityChecks.wakeAt, id: portabilityChecks.id };

/** Each tenant's oldest open check, if its message is lost or its runner has died: for the cleanup job. */
export const stalledChecks = (ctx: Context, keyRange: KeyRange) =>
  ctx.db
    .select({ id: portabilityChecks.id, wakeAt: portabilityChecks.wakeAt })
    .from(portabilityChecks)
    .where(
      and(
        isNull(portabilityChecks.endedAt),
        lte(portabilityChecks.wakeAt, ctx.now),
        inKeyRange(byWakeUp, keyRange),
        mayCheck(),
        sql`not exists (select 1 from portability_checks as older
          where older.tenant_id = ${portabilityChecks.tenantId} and older.ended_at is null
            and (older.created_at, older.id) < (${portabilityChecks.createdAt}, ${portabilityChecks.id}))`,
      ),
    )
    .orderBy(...orderBy(byWakeUp))
    .limit(keyRange.limit);

/**
 * Numbers that Twilio has not answered for, of all tenants: for reports. The age is that of their check. `cross join`
 * reads the open checks first: the numbers of a closed tenant's checks stay pending, and reports do not count them.
 */
export const portabilityBacklog = ({ db }: Context) =>
  backlogOf(
    db,
    sql`select ${portabilityChecks.createdAt} as at from ${portabilityChecks} indexed by portability_checks_open
      cross join ${portabilityItems} on ${portabilityItems.checkId} = ${portabilityChecks.id}
        and ${isOneOf(portabilityItems.status, ["pending"])}
      where ${isNull(portabilityChecks.endedAt)}`,
  );
