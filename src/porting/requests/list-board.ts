import { eq, inArray, isNotNull } from "drizzle-orm";
import { batchNamed, isOneOf } from "#kernel/db/db";
import { type Page, type PageOrder, type PageQuery, selectPage, toPage } from "#kernel/http/page";
import { readPageOfAll } from "#kernel/http/page-of-all";
import { requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { countsHere } from "#tenants/queries";
import type { PortingPath, RequestStatus } from "../rules/states";
import type { NumberGroup } from "./number-groups";
import { selectGroups } from "./queries";
import { type PortingRequestRow, portingNumbers, portingRequests } from "./table";

/** A request on the board with what its numbers have in common. */
export interface BoardRow {
  readonly row: PortingRequestRow;
  readonly groups: readonly NumberGroup[];
}

interface BoardFilters {
  readonly tenant_id?: string | undefined;
  readonly status?: readonly RequestStatus[] | undefined;
  readonly path?: PortingPath | undefined;
}

const byPosition: PageOrder<PortingRequestRow> = {
  sort: "attention",
  column: portingRequests.boardPosition,
  id: portingRequests.id,
  keyOf: ({ boardPosition, id }) => ({ value: boardPosition ?? 0, id }),
};

/**
 * A page of all tenants' open requests: those that need an operator first, of these the oldest. One round trip to each
 * database.
 */
export async function listBoard(ctx: Context, query: PageQuery & BoardFilters): Promise<Page<BoardRow>> {
  requireScopeOrAdmin(ctx, "porting:operate");
  const order = { sort: byPosition.sort, keyOf: ({ row }: BoardRow) => byPosition.keyOf(row) };
  return await readPageOfAll(ctx, order, query.limit, (each) => boardOf(each, query));
}

async function boardOf(ctx: Context, query: PageQuery & BoardFilters): Promise<Page<BoardRow>> {
  const { db } = ctx;
  const conditions = [
    isNotNull(portingRequests.boardPosition),
    countsHere(ctx, portingRequests.tenantId),
    query.tenant_id === undefined ? undefined : eq(portingRequests.tenantId, query.tenant_id),
    query.status === undefined ? undefined : isOneOf(portingRequests.status, query.status),
    query.path === undefined ? undefined : eq(portingRequests.path, query.path),
  ];
  const ids = selectPage(db.select({ id: portingRequests.id }).from(portingRequests), byPosition, query, conditions);
  const { rows, groups } = await batchNamed(db, {
    rows: selectPage(db.select().from(portingRequests), byPosition, query, conditions),
    groups: selectGroups(db, inArray(portingNumbers.portingRequestId, ids)),
  });
  const groupsOf = Map.groupBy(groups, ({ portingRequestId }) => portingRequestId);
  const page = toPage(rows, query.limit, byPosition.sort, byPosition.keyOf);
  return { ...page, rows: page.rows.map((row) => ({ row, groups: groupsOf.get(row.id) ?? [] })) };
}
