import { sealedColumn } from "#kernel/db/sealed-column";
import { carrierAccounts } from "./table";

export const sealedAccountSecrets = sealedColumn("carrier_accounts", carrierAccounts, {
  column: carrierAccounts.secrets,
  keyId: carrierAccounts.secretsKeyId,
});
