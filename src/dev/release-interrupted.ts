import type { Miniflare } from "miniflare";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/**
 * Dates back what the last process was at when it ended, so that the first jobs take it up at once. They would wait
 * until its message, request or run is certainly gone; but Miniflare's queues are gone with their process, and no other
 * one uses this database.
 */
export async function releaseInterrupted(db: Database): Promise<void> {
  const statements = [
    "update order_items set updated_at = 0 where status in ('queued', 'purchasing', 'unknown')",
    "update bulk_items set updated_at = 0 where status in ('pending', 'processing')",
    "update job_leases set expires_at = 0 where expires_at is not null",
    "update idempotency_keys set locked_until = 0 where locked_until is not null",
  ];
  await db.batch(statements.map((statement) => db.prepare(statement)));
}
