import { readAccess } from "#connections/carrier-accounts/read-access";
import type { CarrierAccount } from "#kernel/ports/carrier-account";
import type { Context } from "#kernel/ports/context";
import type { TrunkRow } from "./table";

/** The Twilio account in which a trunk is; null if the tenant has deleted it here. */
export async function accountOfTrunk(
  ctx: Pick<Context, "db" | "vault" | "carrierAccount">,
  { tenantId, carrierAccountId }: Pick<TrunkRow, "tenantId" | "carrierAccountId">,
): Promise<CarrierAccount | null> {
  if (carrierAccountId === null) return ctx.carrierAccount(null);
  const access = await readAccess(ctx, tenantId, carrierAccountId);
  return access && ctx.carrierAccount(access);
}
