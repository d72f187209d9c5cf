import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import type { Context } from "#kernel/ports/context";
import { isoTime } from "#kernel/values/time";
import { endpointOf, noEndpoint } from "./queries";
import type { rotatedSecret } from "./responses";
import { makeSecret, type StoredSecret } from "./secrets";
import { webhookEndpoints } from "./table";
import type { secretRotation } from "./wire";

/** Gives an endpoint a new secret. The previous one also signs for `overlap_seconds`; any older one stops at once. */
export async function rotateSecret(
  ctx: Context,
  id: string,
  { overlap_seconds }: z.output<ReturnType<typeof secretRotation>>,
): Promise<z.infer<typeof rotatedSecret>> {
  const { tenantId } = await endpointOf(ctx, id);
  const secret = makeSecret(ctx.randomBytes);
  const previousExpiresAt = ctx.now + overlap_seconds * 1_000;
  const sealed = await ctx.vault.seal(secret, { tenantId, rowId: id });
  const previous_expires_at = isoTime(previousExpiresAt);
  const isThere = and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt));
  const rotated = await createOnce(ctx, {
    body: { secret, previous_expires_at },
    secret: true,
    only: { if: sql`exists (select 1 from ${webhookEndpoints} where ${isThere})`, otherwise: noEndpoint(id) },
    writes: (gate) => [
      ctx.db
        .update(webhookEndpoints)
        .set({
          secrets: withNewSecret({ sealed, expires_at: null }, previousExpiresAt),
          version: sql`${webhookEndpoints.version} + 1`,
          updatedAt: ctx.now,
        })
        .where(and(isThere, gate)),
      recordEvent(ctx.db, sourceOf(ctx), "webhook_endpoint.secret_rotated", id, { previous_expires_at }),
    ],
  });
  ctx.inBackground(ctx, () => ctx.webhookObject(id).wake());
  return rotated;
}

/**
 * The new list of secrets. The statement itself computes it, so after two concurrent rotations both new secrets sign.
 */
const withNewSecret = (fresh: StoredSecret, previousExpiresAt: number): SQL<readonly StoredSecret[]> =>
  sql`json_array(json(${JSON.stringify(fresh)}),
    json_set(${webhookEndpoints.secrets} -> 0, '$.expires_at', cast(${previousExpiresAt} as integer)))`;
