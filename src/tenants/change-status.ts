import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import type { EventType } from "#events/log/catalogue";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import {
  afterTenantMove,
  closingTimes,
  DEFAULT_GRACE_DAYS,
  DEFAULT_RETENTION_DAYS,
  type TenantMove,
  targetOf,
} from "./lifecycle";
import { tenantOf } from "./queries";
import { apiKeys, tenants } from "./table";
import { tenantConflict } from "./update-tenant";
import type { closure, TenantRow } from "./wire";

const eventTypes = {
  suspend: "tenant.suspended",
  resume: "tenant.resumed",
  reopen: "tenant.reopened",
} as const satisfies Record<Exclude<TenantMove, "close">, EventType>;

/** Suspends, resumes or reopens a tenant. A repeated move changes nothing. Throws `illegal_transition`. */
export function changeTenantStatus(
  ctx: Context,
  id: string,
  move: keyof typeof eventTypes,
  { reason = null }: { readonly reason?: string | null | undefined },
): Promise<TenantRow> {
  const event = recordEvent(ctx.db, sourceOf(ctx, id), eventTypes[move], id, { reason });
  return makeMove(ctx, id, move, { statusReason: reason, releaseAt: null, deleteAt: null }, [event]);
}

/** Closes a tenant and revokes its keys. The job `close-tenants` releases its numbers and deletes its data later. */
export function closeTenant(ctx: Context, id: string, input: z.infer<ReturnType<typeof closure>>): Promise<TenantRow> {
  const { reason = null, grace_days: grace, retention_days: retention } = input;
  const times = closingTimes(ctx.now, grace ?? DEFAULT_GRACE_DAYS, retention ?? DEFAULT_RETENTION_DAYS);
  const event = recordEvent(ctx.db, sourceOf(ctx, id), "tenant.closed", id, {
    reason,
    release_numbers_at: isoTime(times.releaseAt),
    delete_data_at: isoTime(times.deleteAt),
  });
  return makeMove(ctx, id, "close", { statusReason: reason, ...times }, [event, revokeKeys(ctx, id)]);
}

/** `dependents` run after the change in its batch, each only if the statement before it wrote something. */
async function makeMove(
  ctx: Context,
  id: string,
  move: TenantMove,
  change: Pick<TenantRow, "statusReason" | "releaseAt" | "deleteAt">,
  dependents: readonly Statement[],
): Promise<TenantRow> {
  const before = await tenantOf(ctx, id);
  if (id === PLATFORM_TENANT_ID) {
    throw new Problem("illegal_transition", "The platform itself can be neither suspended nor closed.");
  }
  if (before.deletedAt !== null) {
    throw new Problem("illegal_transition", `The data of ${id} was deleted at ${isoTime(before.deletedAt)}.`);
  }
  if (move === "reopen" && before.deleteAt !== null && before.deleteAt <= ctx.now) {
    throw new Problem(
      "illegal_transition",
      `The data of ${id} is being deleted since ${isoTime(before.deleteAt)}, so it cannot be reopened. Create a new tenant.`,
    );
  }
  if (before.status === targetOf[move]) return before;
  const status = afterTenantMove(before.status, move);
  if (!status) {
    throw new Problem("illegal_transition", `The tenant is ${before.status}; "${move}" is not possible from there.`);
  }
  const { now, db } = ctx;
  const columns = { ...change, status, statusSince: now, version: before.version + 1, updatedAt: now };
  const { written } = await batchNamed(db, {
    written: db
      .update(tenants)
      .set(columns)
      .where(and(eq(tenants.id, id), eq(tenants.version, before.version), isNull(tenants.deletedAt))),
    dependents,
  });
  if (!wroteSomething(written)) throw tenantConflict();
  return { ...before, ...columns };
}

/** Revokes the tenant's keys, if the statement before it in the batch wrote something. */
const revokeKeys = ({ db, now }: Context, tenantId: string) =>
  db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.tenantId, tenantId), isNull(apiKeys.revokedAt), previousWroteSomething));
