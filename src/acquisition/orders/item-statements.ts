import { and, eq, exists, inArray, type SQL, sql } from "drizzle-orm";
import type { Database, Statement } from "#kernel/db/db";
import { oneShape, preparedWrite } from "#kernel/db/prepared";
import type { ItemOutcome } from "#kernel/ports/number-object";
import { isActive } from "#tenants/queries";
import { openOrderItemStatuses } from "./order-status";
import { type ItemRow, orderItems } from "./table";

/**
 * Statements on order items for the batches of a number's object. **Invariant:** a finished item never changes again.
 */

const stillOpen = (itemId: string | SQL) =>
  and(eq(orderItems.id, itemId), inArray(orderItems.status, [...openOrderItemStatuses]));

export const pendItem = (db: Database, itemId: string, status: "purchasing" | "unknown", at: number): Statement =>
  db.update(orderItems).set({ status, updatedAt: at }).where(stillOpen(itemId));

const completeOpenItem = preparedWrite((db) =>
  db
    .update(orderItems)
    .set({ status: "completed", updatedAt: sql`${sql.placeholder("at")}` })
    .where(stillOpen(sql`${sql.placeholder("item")}`)),
);

export function finishItem(db: Database, itemId: string, outcome: ItemOutcome, at: number, gate?: SQL): Statement {
  if (outcome.kind === "completed" && !gate) return completeOpenItem(db, oneShape, { at, item: itemId });
  const error =
    outcome.kind === "failed"
      ? {
          errorCode: outcome.code,
          carrierCode: outcome.carrierCode,
          retryable: outcome.retryable,
          ...(outcome.ownedAs && { phoneNumberId: outcome.ownedAs }),
        }
      : {};
  return db
    .update(orderItems)
    .set({ status: outcome.kind, updatedAt: at, ...error })
    .where(and(stillOpen(itemId), gate));
}

/**
 * Takes an item out of the queue. Changes no row if the item is not queued any more, or if its tenant is not active: it
 * stays queued then.
 */
export const startItem = (db: Database, { id, tenantId }: ItemRow, at: number) =>
  db
    .update(orderItems)
    .set({ status: "purchasing", updatedAt: at })
    .where(and(eq(orderItems.id, id), eq(orderItems.status, "queued"), isActive(tenantId)))
    .run();

export const isItemCompleted = (db: Database, itemId: string): SQL =>
  exists(
    db
      .select({ id: orderItems.id })
      .from(orderItems)
      .where(and(eq(orderItems.id, itemId), eq(orderItems.status, "completed"))),
  );

export const itemState = (db: Database, itemId: string) =>
  db.select({ status: orderItems.status }).from(orderItems).where(eq(orderItems.id, itemId));
