import { decodeCursor, type Page, type PageQuery, toPage } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import type { Delivery, DeliveryStatus } from "#kernel/ports/webhook-object";
import { endpointOf } from "./queries";

const SORT = "-created_at";

/** An endpoint's deliveries, newest first, read from its object. */
export async function listDeliveries(
  ctx: Context,
  id: string,
  query: PageQuery & { readonly status?: DeliveryStatus | undefined; readonly event_type?: string | undefined },
): Promise<Page<Delivery>> {
  await endpointOf(ctx, id);
  const { limit, cursor, status, event_type: type, created_after: from, created_before: until } = query;
  const beforeId = cursor === undefined ? undefined : decodeCursor(cursor, SORT).id;
  const rows = await ctx.webhookObject(id).deliveries({ limit: limit + 1, beforeId, status, type, from, until });
  return toPage(rows, limit, SORT, (row) => ({ value: row.createdAt, id: row.id }));
}
