import type { Fact } from "#findings/facts";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { PLATFORM_ACCOUNT } from "./difference";
import type { fail } from "./progress";

/** What stops the sync when more is missing than can be true. */

const subject = {
  tenantId: PLATFORM_TENANT_ID,
  kind: "sync_implausible",
  subjectType: "carrier_account",
  subjectId: PLATFORM_ACCOUNT,
} as const satisfies Partial<Fact>;

export const implausibleFact = subject;

export const implausible = (missing: number, compared: number): Parameters<typeof fail>[3] => ({
  code: "too_many_missing",
  detail: `${missing} numbers or more are missing.`,
  fact: { ...subject, evidence: { carrier_account: PLATFORM_ACCOUNT, missing, compared } },
});
