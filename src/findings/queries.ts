import { and, eq, gt, inArray, isNotNull, isNull, lte, not, or, type SQL, sql } from "drizzle-orm";
import { hasOpenItems } from "#acquisition/orders/queries";
import { backlogOf } from "#kernel/db/backlog";
import { type Database, isOneOf } from "#kernel/db/db";
import { afterCursor, inKeyRange, type KeyRange, type ListOrder, orderBy, type Page, toPage } from "#kernel/http/page";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { FindingKind, Severity } from "./kinds";
import type { FindingStatus } from "./status";
import { type FindingRow, findings } from "./table";

/** The platform's own are for whoever administers it. */
export function requireFindings(ctx: Context, scope: "numbers:read" | "numbers:write"): void {
  if (!ctx.principal.scopes.has("admin")) requireScope(ctx, scope);
}

const newestFirst: ListOrder = { sort: "-created_at", column: findings.createdAt, id: findings.id };

export interface FindingQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly status?: FindingStatus | undefined;
  readonly kind?: FindingKind | undefined;
  readonly severity?: Severity | undefined;
  readonly subject_id?: string | undefined;
  /** Whose, for whoever administers the platform: a tenant's, or `ALL_TENANTS`. */
  readonly tenant_id?: string | undefined;
}

export const ALL_TENANTS = "all";

/** Without a wish: the caller's own. Of all tenants only what is open has an index, and is what needs somebody. */
function ownedBy(ctx: Context, { tenant_id: wanted, status }: FindingQuery): SQL {
  if (wanted === undefined) return eq(findings.tenantId, ctx.principal.tenantId);
  requireScope(ctx, "admin");
  if (wanted !== ALL_TENANTS) return eq(findings.tenantId, wanted);
  if (status !== "resolved") return isNull(findings.resolvedAt);
  throw invalidField("query", "/status", "Of all tenants, only findings that are not resolved are listed.");
}

export async function listFindings(ctx: Context, query: FindingQuery): Promise<Page<FindingRow>> {
  requireFindings(ctx, "numbers:read");
  const rows = await ctx.db
    .select()
    .from(findings)
    .where(
      and(
        ownedBy(ctx, query),
        query.kind && eq(findings.kind, query.kind),
        query.severity && eq(findings.severity, query.severity),
        query.subject_id === undefined ? undefined : eq(findings.subjectId, query.subject_id),
        inStatus(query.status, ctx.now),
        afterCursor(newestFirst, query.cursor),
      ),
    )
    .orderBy(...orderBy(newestFirst))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, newestFirst.sort, ({ createdAt, id }) => ({ value: createdAt, id }));
}

/** Without a status: all but what is snoozed. A resolved finding is never snoozed. */
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

export async function findingOf(ctx: Context, id: string): Promise<FindingRow> {
  requireFindings(ctx, "numbers:read");
  const [row] = await ctx.db
    .select()
    .from(findings)
    .where(and(eq(findings.id, id), eq(findings.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `There is no finding ${id}.`);
  return row;
}

const oldestFirst: ListOrder = { sort: "created_at", column: findings.createdAt, id: findings.id };

/** Open findings about purchases that have been settled since, whoever's they are: for the cleanup job. */
export const settledPurchases = (ctx: Context, stretch: KeyRange) =>
  ctx.db
    .select()
    .from(findings)
    .where(
      and(
        isOneOf(findings.kind, ["purchase_undeliverable"]),
        isNull(findings.resolvedAt),
        not(hasOpenItems(findings.subjectId)),
        inKeyRange(oldestFirst, stretch),
      ),
    )
    .orderBy(...orderBy(oldestFirst))
    .limit(stretch.limit);

/** Open findings of a kind, whoever's they are: for the jobs that close them. */
export const openOfKind = (ctx: Context, kind: FindingKind, stretch: KeyRange) =>
  ctx.db
    .select()
    .from(findings)
    .where(and(eq(findings.kind, kind), isNull(findings.resolvedAt), inKeyRange(oldestFirst, stretch)))
    .orderBy(...orderBy(oldestFirst))
    .limit(stretch.limit);

/** Open findings of these kinds, whoever's they are. */
export const openBacklog = ({ db }: Context, kinds: readonly FindingKind[]) =>
  backlogOf(
    db,
    sql`select ${findings.createdAt} as at from ${findings} where ${isOneOf(findings.kind, kinds)} and ${findings.resolvedAt} is null`,
  );

/** Open findings of any kind that cannot wait, whoever's they are. */
export const criticalBacklog = ({ db }: Context) =>
  backlogOf(
    db,
    sql`select ${findings.createdAt} as at from ${findings}
      where ${findings.resolvedAt} is null and ${findings.severity} = ${"critical" satisfies Severity}`,
  );

/** Open findings of these kinds about some numbers, by their tenants', unexecuted; `numbers` gives `id` and `tenant_id`. */
export const openAboutNumbers = (db: Database, kinds: readonly FindingKind[], numbers: SQL) =>
  db
    .select({ subjectId: findings.subjectId, kind: findings.kind })
    .from(sql`${numbers} as number`)
    .innerJoin(
      findings,
      and(
        sql`${findings.tenantId} = number.tenant_id and ${findings.subjectId} = number.id`,
        inArray(findings.kind, [...kinds]),
        isNull(findings.resolvedAt),
      ),
    );
