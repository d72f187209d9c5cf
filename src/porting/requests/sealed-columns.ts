import { sealedColumn } from "#kernel/db/sealed-column";
import { portingNumbers, portingRequests } from "./table";

export const sealedPortingSecrets = sealedColumn("porting_requests", portingRequests, {
  column: portingRequests.secrets,
  keyId: portingRequests.secretsKeyId,
});

export const sealedPortingPins = sealedColumn("porting_numbers", portingNumbers, {
  column: portingNumbers.pin,
  keyId: portingNumbers.pinKeyId,
});
