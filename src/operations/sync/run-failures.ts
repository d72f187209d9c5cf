import { closeFinding, type Fact, isOpenFinding } from "#findings/facts";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_ACCOUNT, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { failSync } from "./run-progress";
import type { SyncRunRow } from "./table";

/** The reasons that fail a sync run, with their findings. */

type Account = Pick<SyncRunRow, "carrierAccount" | "tenantId">;

/** The finding of the account's owner about implausible runs. */
export const implausibleFact = ({ carrierAccount, tenantId }: Account) =>
  ({
    tenantId: tenantId ?? PLATFORM_TENANT_ID,
    kind: "sync_implausible",
    subjectType: "carrier_account",
    subjectId: carrierAccount,
  }) as const satisfies Partial<Fact>;

export const tooManyMissing = (run: Account, missing: number, compared: number): Parameters<typeof failSync>[3] => ({
  code: "too_many_missing",
  detail: `${missing} numbers or more are missing, which is not credible. Check that the credentials are of the right carrier account.`,
  fact: { ...implausibleFact(run), evidence: { carrier_account: run.carrierAccount, missing, compared } },
});

const credentialFact: Fact = {
  tenantId: PLATFORM_TENANT_ID,
  kind: "credential_invalid",
  subjectType: "carrier_account",
  subjectId: PLATFORM_ACCOUNT,
  evidence: { carrier_account: PLATFORM_ACCOUNT },
};

/**
 * Returns the failure of a run whose carrier request got no usable answer. Credentials of a tenant's account have
 * checks and a finding of their own.
 */
export function failureOf(
  { tenantId }: Account,
  result: Exclude<CarrierResult<unknown>, { kind: "ok" }>,
): Parameters<typeof failSync>[3] {
  if (result.kind === "unavailable")
    return {
      code: "carrier_unavailable",
      detail: "The carrier answers no requests at the moment. The next run tries again.",
    };
  if (result.kind === "refused" && result.code === "carrier_credentials_invalid") {
    const { code, message: detail } = result;
    return tenantId === null ? { code, detail, fact: credentialFact } : { code, detail };
  }
  return { code: "carrier_unavailable", detail: result.message };
}

/** Closes the finding about the platform's invalid credentials, because the carrier has accepted them. */
export async function closeCredentials(ctx: Context, { preview, tenantId }: SyncRunRow): Promise<void> {
  if (!preview && tenantId === null && (await isOpenFinding(ctx, credentialFact)))
    await ctx.db.batch(closeFinding(ctx, credentialFact));
}
