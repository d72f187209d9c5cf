import { type SQL, sql } from "drizzle-orm";
import {
  isExpiredClaim,
  type NumberOnTrunk,
  numbersBoughtByOthers,
  numbersOnTrunks,
} from "#inventory/phone-numbers/trunk-numbers";
import { batchNamed } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { releaseReplacedClaims } from "./release-replaced-claims";

/** Numbers on trunks in the platform's account, in other databases than the caller's. */
export interface ClaimsElsewhere {
  readonly taken: readonly NumberOnTrunk[];
  /** The claims in each database that no call has proved in their time. */
  readonly expired: readonly { readonly ctx: Context; readonly claims: readonly NumberOnTrunk[] }[];
  /** Numbers that other tenants have bought from the platform. */
  readonly bought: readonly string[];
}

export const noneElsewhere: ClaimsElsewhere = { taken: [], expired: [], bought: [] };

export async function claimsElsewhere(caller: Context, e164s: readonly string[]): Promise<ClaimsElsewhere> {
  const { tenantId } = caller.principal;
  const found = await Promise.all(
    elsewhere(caller).map(async (ctx) => {
      const { onTrunks, bought } = await batchNamed(ctx.db, {
        onTrunks: numbersOnTrunks(ctx.db, null, e164s),
        bought: numbersBoughtByOthers(ctx.db, tenantId, e164s),
      });
      const others = onTrunks.filter((claim) => claim.tenantId !== tenantId);
      const isExpired = (claim: NumberOnTrunk) => isExpiredClaim(claim, caller.now);
      return { ctx, bought, expired: others.filter(isExpired), taken: others.filter((claim) => !isExpired(claim)) };
    }),
  );
  return {
    taken: found.flatMap(({ taken }) => taken),
    expired: found.flatMap(({ ctx, expired: claims }) => (claims.length > 0 ? [{ ctx, claims }] : [])),
    bought: found.flatMap(({ bought }) => bought.map(({ e164 }) => e164)),
  };
}

/**
 * Ends the expired claims in the other databases, before the caller's own are written. Throws `changed_meanwhile` if
 * one was proved or removed since it was read.
 */
export async function releaseElsewhere(
  { principal, now }: Context,
  { expired }: Pick<ClaimsElsewhere, "expired">,
  isLeased: SQL = sql`true`,
): Promise<void> {
  for (const { ctx, claims } of expired) {
    const { tenantId: byTenantId } = principal;
    const replacement = { replaced: claims, byTenantId, carrierAccountId: null, at: now, gate: isLeased };
    const e164s = claims.map(({ e164 }) => e164);
    const { left } = await batchNamed(ctx.db, {
      released: await releaseReplacedClaims(ctx, replacement),
      left: numbersOnTrunks(ctx.db, null, e164s),
    });
    if (left.length > 0) throw claimsChanged();
  }
}

export const claimsChanged = (): Problem =>
  new Problem("changed_meanwhile", "Another tenant's claim of one of these numbers just changed. Retry.");
