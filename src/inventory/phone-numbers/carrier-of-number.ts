import { readAccess } from "#connections/carrier-accounts/read-access";
import type { Carrier } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { numberById } from "./job-reads";

/** The carrier with the credentials of the tenant's own account that has this number; `null` if that is gone. */
export async function carrierOfOwnAccount(ctx: Context, numberId: string): Promise<Carrier | null> {
  const number = await numberById(ctx, numberId);
  if (!number || number.carrierAccountId === null) return null;
  const access = await readAccess(ctx, number.tenantId, number.carrierAccountId);
  return access && ctx.carrierAccount(access).numbers;
}
