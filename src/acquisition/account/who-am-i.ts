import { batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { keyOfCaller, tenantOfCaller } from "#tenants/queries";
import { toApiKey, toTenant } from "#tenants/wire";
import { toUse, useOf } from "./queries";
import type { Me } from "./responses";

/** The caller's tenant and key, and what the tenant uses of its caps, in one round trip. */
export async function whoAmI(ctx: Context): Promise<Me> {
  const { tenantId, scopes } = ctx.principal;
  const { found, keys, use } = await batchNamed(ctx.db, {
    found: tenantOfCaller(ctx),
    keys: keyOfCaller(ctx),
    use: useOf(ctx.db, tenantId),
  });
  const [tenant] = found;
  const [key] = keys;
  if (!tenant) throw new Problem("not_found", `There is no tenant ${tenantId}.`);
  const { numbers, monthlyCost, unpriced, unbilled } = toUse(use);
  return {
    tenant: toTenant(tenant),
    api_key: key ? toApiKey(key) : null,
    scopes: [...scopes],
    usage: { numbers, monthly_cost: [...monthlyCost], numbers_without_price: unpriced, numbers_not_billed: unbilled },
  };
}
