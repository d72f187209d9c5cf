import { hasVersion } from "#connections/carrier-accounts/queries";
import type { ReportStatus } from "#connections/carrier-accounts/verify-account";
import { closeFinding, openFinding } from "#findings/facts";

/** Opens a finding when Twilio refuses an account, and closes it when the account works again. */
export const reportCredentials: ReportStatus = (ctx, row) => {
  const { id, tenantId, name, accountSid, region, status, verification } = row;
  if (status === "unverified") return [];
  const key = { tenantId, kind: "carrier_account_refused", subjectId: id } as const;
  const gate = hasVersion(row);
  if (status !== "failed") return closeFinding(ctx, key, gate);
  const { rung, carrier_code, detail } = verification?.find((one) => one.status === "failed") ?? {};
  const evidence = { name, account_sid: accountSid, region, rung, carrier_code, detail };
  return openFinding(ctx, { ...key, subjectType: "carrier_account", evidence }, gate);
};
