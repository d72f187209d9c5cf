import { and, eq, gt, isNotNull, isNull, lte, not, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { hasOpenItems } from "#acquisition/orders/queries";
import { backlogOf } from "#kernel/db/backlog";
import { isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  readPage,
} from "#kernel/http/page";
import { readPageOfAll } from "#kernel/http/page-of-all";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScope, requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { countsHere } from "#tenants/queries";
import type { FindingKind, Severity } from "./kinds";
import type { FindingStatus } from "./status";
import { type FindingRow, findings } from "./table";

/** Requires the scope, or `admin`: the platform's keys may read and change its own findings without another scope. */
export function requireFindings(ctx: Context, scope: "numbers:read" | "numbers:write"): void {
  requireScopeOrAdmin(ctx, scope);
}

export interface FindingQuery extends PageQuery {
  readonly status?: FindingStatus | undefined;
  readonly kind?: FindingKind | undefined;
  readonly severity?: Severity | undefined;
  readonly subject_id?: string | undefined;
  /** For admin keys: the findings of a tenant, or of `ALL_TENANTS`. */
  readonly tenant_id?: string | undefined;
}

const ALL_TENANTS = "all";

/** Without `tenant_id`: the caller's own. Only unresolved findings have an index over all tenants. */
function ownedBy(ctx: Context, { tenant_id: wanted, status }: FindingQuery): SQL {
  if (wanted === undefined) return eq(findings.tenantId, ctx.principal.tenantId);
  requireScope(ctx, "admin");
  if (wanted !== ALL_TENANTS) return eq(findings.tenantId, wanted);
  if (status !== "resolved") return isNull(findings.resolvedAt);
  throw invalidField(
    "query",
    "/status",
    "Resolved findings are listed for one tenant at a time. Send its id as `tenant_id`, or another status.",
  );
}

/** The platform's own findings are in all databases, each beside what it is about. */
const isOverAll = ({ principal }: Context, { tenant_id: wanted }: FindingQuery): boolean =>
  wanted === undefined ? principal.tenantId === PLATFORM_TENANT_ID : [ALL_TENANTS, PLATFORM_TENANT_ID].includes(wanted);

export async function listFindings(ctx: Context, query: FindingQuery): Promise<Page<FindingRow>> {
  requireFindings(ctx, "numbers:read");
  return isOverAll(ctx, query)
    ? await readPageOfAll(ctx, newestFirst(findings), query.limit, (each) => findingsIn(each, query))
    : await findingsIn(ctx, query);
}

const findingsIn = (ctx: Context, query: FindingQuery): Promise<Page<FindingRow>> =>
  readPage(ctx.db.select().from(findings), newestFirst(findings), query, [
    ownedBy(ctx, query),
    countsHere(ctx, findings.tenantId),
    query.kind && eq(findings.kind, query.kind),
    query.severity && eq(findings.severity, query.severity),
    query.subject_id === undefined ? undefined : eq(findings.subjectId, query.subject_id),
    inStatus(query.status, ctx.now),
  ]);

/** Without a status: all but snoozed findings. A resolved finding is never snoozed. */
function inStatus(status: FindingStatus | undefined, now: number): SQL | undefined {
  const awake = or(isNull(findings.snoozedUntil), lte(findings.snoozedUntil, now));
  switch (status) {
    case "open":
      return and(isNull(findings.resolvedAt), awake);
    case "snoozed":
      return and(isNull(findings.resolvedAt), gt(findings.snoozedUntil, now));
    case "resolved":
      return isNotNull(findings.resolvedAt);
    case undefined:
      return awake;
  }
}

/** A finding of the caller's own tenant, to change it. Throws `not_found`. */
export async function findingOf(ctx: Context, id: string): Promise<FindingRow> {
  requireFindings(ctx, "numbers:read");
  return await findingIn(ctx, id, eq(findings.tenantId, ctx.principal.tenantId));
}

/** A finding that the caller may see: with `admin` that of any tenant. Throws `not_found`. */
export async function visibleFinding(ctx: Context, id: string): Promise<FindingRow> {
  requireFindings(ctx, "numbers:read");
  const { scopes, tenantId } = ctx.principal;
  return await findingIn(ctx, id, scopes.has("admin") ? undefined : eq(findings.tenantId, tenantId));
}

async function findingIn({ db }: Context, id: string, isWanted: SQL | undefined): Promise<FindingRow> {
  const [row] = await db
    .select()
    .from(findings)
    .where(and(eq(findings.id, id), isWanted));
  if (!row) throw new Problem("not_found", `There is no finding ${id}.`);
  return row;
}

const oldestFirst: ListOrder = { sort: "created_at", column: findings.createdAt, id: findings.id };

/** Open findings of all tenants about orders without an open item: for the cleanup job, which closes them. */
export const finishedPurchases = (ctx: Context, keyRange: KeyRange) =>
  ctx.db
    .select()
    .from(findings)
    .where(
      and(
        isOneOf(findings.kind, ["purchase_undeliverable"]),
        isNull(findings.resolvedAt),
        not(hasOpenItems(findings.subjectId)),
        inKeyRange(oldestFirst, keyRange),
      ),
    )
    .orderBy(...orderBy(oldestFirst))
    .limit(keyRange.limit);

/** Open findings of a kind, of one tenant or of all (`null`): for the jobs that close them. */
export const openOfKind = (ctx: Context, kind: FindingKind, keyRange: KeyRange, tenantId: string | null = null) =>
  ctx.db
    .select()
    .from(findings)
    .where(
      and(
        tenantId === null ? undefined : eq(findings.tenantId, tenantId),
        eq(findings.kind, kind),
        isNull(findings.resolvedAt),
        inKeyRange(oldestFirst, keyRange),
      ),
    )
    .orderBy(...orderBy(oldestFirst))
    .limit(keyRange.limit);

/** Open findings of these kinds, of all tenants. */
export const openBacklog = ({ db }: Context, kinds: readonly FindingKind[]) =>
  backlogOf(
    db,
    sql`select ${findings.createdAt} as at from ${findings} where ${isOneOf(findings.kind, kinds)} and ${findings.resolvedAt} is null`,
  );

/** Open critical findings of any kind, of all tenants. */
export const criticalBacklog = ({ db }: Context) =>
  backlogOf(
    db,
    sql`select ${findings.createdAt} as at from ${findings}
      where ${findings.resolvedAt} is null and ${findings.severity} = ${"critical" satisfies Severity}`,
  );

/** The kinds of the open findings among these about a number of another statement, as a cell: a JSON list. */
export const openKindsCell = (tenantId: SQLWrapper, id: SQLWrapper, kinds: readonly FindingKind[]): SQL =>
  sql`(select json_group_array(${findings.kind}) from ${findings} where ${findings.tenantId} = ${tenantId}
    and ${findings.subjectId} = ${id} and ${isOneOf(findings.kind, kinds)} and ${isNull(findings.resolvedAt)})`;
