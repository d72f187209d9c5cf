import { closeFinding, type Fact, isOpenFinding } from "#findings/facts";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { PLATFORM_ACCOUNT } from "./difference";
import type { failSync } from "./run-progress";
import type { SyncRunRow } from "./table";

/** The reasons that fail a sync run, with their findings. */

const subject = {
  tenantId: PLATFORM_TENANT_ID,
  kind: "sync_implausible",
  subjectType: "carrier_account",
  subjectId: PLATFORM_ACCOUNT,
} as const satisfies Partial<Fact>;

export const implausibleFact = subject;

export const tooManyMissing = (missing: number, compared: number): Parameters<typeof failSync>[3] => ({
  code: "too_many_missing",
  detail: `${missing} numbers or more are missing, which is not credible. Check that the credentials are of the right carrier account.`,
  fact: { ...subject, evidence: { carrier_account: PLATFORM_ACCOUNT, missing, compared } },
});

const credentialFact: Fact = {
  tenantId: PLATFORM_TENANT_ID,
  kind: "credential_invalid",
  subjectType: "carrier_account",
  subjectId: PLATFORM_ACCOUNT,
  evidence: { carrier_account: PLATFORM_ACCOUNT },
};

/** Returns the failure of a run whose carrier request got no usable answer. */
export function failureOf(result: Exclude<CarrierResult<unknown>, { kind: "ok" }>): Parameters<typeof failSync>[3] {
  if (result.kind === "unavailable")
    return {
      code: "carrier_unavailable",
      detail: "The carrier answers no requests at the moment. The next run tries again.",
    };
  if (result.kind === "refused" && result.code === "carrier_credentials_invalid") {
    return { code: result.code, detail: result.message, fact: credentialFact };
  }
  return { code: "carrier_unavailable", detail: result.message };
}

/** Closes the finding about invalid credentials, because the carrier has accepted them. */
export async function closeCredentials(ctx: Context, { dryRun }: SyncRunRow): Promise<void> {
  if (!dryRun && (await isOpenFinding(ctx, credentialFact))) await ctx.db.batch(closeFinding(ctx, credentialFact));
}
