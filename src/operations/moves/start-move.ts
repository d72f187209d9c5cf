import { sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { actorOf, sourceOf } from "#events/log/source";
import { createOnce, storedAnswer } from "#idempotency/once";
import { latestTransferOf } from "#inventory/phone-numbers/transfer-statements";
import { insertIf, previousWroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { announceMove, isPlacedIn } from "#tenants/place-tenant";
import { tenantOf } from "#tenants/queries";
import { findLatestMove } from "./queries";
import { type MoveRow, tenantMoves } from "./table";
import { type MoveWire, toTenantMove } from "./wire";

/**
 * Twilio calls a transferred number's former URL for a while, and such a webhook finds the number only in the database
 * of that URL's tenant. The queue of late webhooks is tried for 17 hours.
 */
const TRANSFER_REST_MS = 24 * 60 * 60_000;

/** Announces a tenant's move to another database. The job `move-tenants` carries it out. */
export async function startMove(
  caller: Context,
  tenantId: string,
  { database }: { readonly database: string },
): Promise<MoveWire> {
  const earlier = await storedAnswer<MoveWire>(caller);
  if (earlier) return earlier;
  const tenant = await tenantOf(caller, tenantId);
  const ctx = caller.inDatabase(caller, await caller.databases.ofTenant(tenantId));
  if (tenantId === PLATFORM_TENANT_ID) {
    throw new Problem("illegal_transition", "The platform's own tenant stays in the database DB.");
  }
  const names = caller.databases.all.map(({ name }) => name);
  if (!names.includes(database)) {
    throw invalidField("body", "/database", `This deployment has no such database. It has ${names.join(", ")}.`);
  }
  const { name: from } = ctx.database;
  if (from === database) throw new Problem("illegal_transition", `The tenant is in ${database} already.`);
  if (tenant.deletedAt !== null) {
    throw new Problem("illegal_transition", `The data of ${tenantId} was deleted at ${isoTime(tenant.deletedAt)}.`);
  }
  const latest = await findLatestMove(ctx, tenantId);
  if (latest && latest.move.endedAt === null) {
    // A concurrent request with the same key may have begun it just now.
    const concurrent = await storedAnswer<MoveWire>(caller);
    if (concurrent) return concurrent;
    throw isUnderWay(latest.move);
  }
  await requireRestFromTransfers(ctx, tenantId);
  const move = newMove(ctx, tenantId, from, database);
  const data = { tenant_id: tenantId, from_database: from, to_database: database };
  return await createOnce(ctx, {
    body: toTenantMove(move),
    only: {
      if: sql`${isPlacedIn(tenantId, from)} and not exists (select 1 from ${tenantMoves}
        where ${tenantMoves.tenantId} = ${tenantId} and ${tenantMoves.endedAt} is null)`,
      otherwise: new Problem("changed_meanwhile", "Another request has just begun to move the tenant."),
    },
    writes: (gate) => [
      announceMove(ctx.db, tenantId, database, gate ?? sql`true`),
      insertIf(ctx.db, tenantMoves, move, previousWroteSomething),
      recordEvent(ctx.db, sourceOf(ctx, tenantId), "tenant.move_started", tenantId, data),
      recordEvent(ctx.db, sourceOf(ctx, PLATFORM_TENANT_ID), "tenant.move_started", tenantId, data),
    ],
  });
}

const isUnderWay = ({ id, status, toDatabase }: MoveRow): Problem =>
  new Problem(
    "illegal_transition",
    `The move ${id} to ${toDatabase} is under way: it is ${status}. A tenant moves again when the move before has ended.`,
  );

async function requireRestFromTransfers(ctx: Context, tenantId: string): Promise<void> {
  const [transfer] = await latestTransferOf(ctx.db, tenantId);
  if (!transfer || ctx.now - transfer.transferredAt >= TRANSFER_REST_MS) return;
  const until = isoTime(transfer.transferredAt + TRANSFER_REST_MS);
  throw new Problem(
    "illegal_transition",
    `The number ${transfer.phoneNumberId} was transferred lately, and Twilio may still report calls of it to its former owner. The tenant can move from ${until} on.`,
  );
}

const newMove = (ctx: Context, tenantId: string, fromDatabase: string, toDatabase: string): MoveRow => ({
  id: ctx.newId("tenantMove"),
  tenantId,
  fromDatabase,
  toDatabase,
  status: "announced",
  statusSince: ctx.now,
  position: null,
  copiedRows: 0,
  failures: 0,
  errorCode: null,
  errorDetail: null,
  version: 1,
  actor: actorOf(ctx).actor,
  requestId: ctx.requestId,
  createdAt: ctx.now,
  updatedAt: ctx.now,
  movedAt: null,
  endedAt: null,
});
