import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "../kernel/context";
import { after, type Order, orderBy, type Page, toPage } from "../kernel/page";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { type FindingRow, findings } from "./table";

const newestFirst: Order = { sort: "-created_at", column: findings.createdAt, id: findings.id };

export async function listFindings(
  ctx: Context,
  query: { limit: number; cursor?: string | undefined; open?: boolean | undefined },
): Promise<Page<FindingRow>> {
  requireScope(ctx, "numbers:read");
  const rows = await ctx.db
    .select()
    .from(findings)
    .where(
      and(
        eq(findings.tenantId, ctx.principal.tenantId),
        query.open ? isNull(findings.resolvedAt) : undefined,
        after(newestFirst, query.cursor),
      ),
    )
    .orderBy(...orderBy(newestFirst))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, newestFirst.sort, ({ createdAt, id }) => ({ value: createdAt, id }));
}

export async function findingOf(ctx: Context, id: string): Promise<FindingRow> {
  requireScope(ctx, "numbers:read");
  const [row] = await ctx.db
    .select()
    .from(findings)
    .where(and(eq(findings.id, id), eq(findings.tenantId, ctx.principal.tenantId)));
  if (!row) throw new Problem("not_found", `There is no finding ${id}.`);
  return row;
}
