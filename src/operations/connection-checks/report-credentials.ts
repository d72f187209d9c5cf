import type { CloseAccountFindings } from "#connections/carrier-accounts/delete-account";
import { hasVersion } from "#connections/carrier-accounts/queries";
import type { ReportStatus } from "#connections/carrier-accounts/verify-account";
import { closeFinding, openFinding } from "#findings/facts";

/** Closes the findings about an account that is deleted. */
export const closeAccountFindings: CloseAccountFindings = (ctx, { id, tenantId }, gate) =>
  (["carrier_account_refused", "sync_implausible"] as const).flatMap((kind) =>
    closeFinding(ctx, { tenantId, kind, subjectId: id }, gate),
  );

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
