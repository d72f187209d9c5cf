import { sealedColumn } from "#kernel/db/sealed-column";
import { sipGateways, sipTrunks } from "./table";

export const sealedTrunkPasswords = sealedColumn("sip_trunks", sipTrunks, {
  column: sipTrunks.password,
  keyId: sipTrunks.passwordKeyId,
});

export const sealedGatewayPasswords = sealedColumn("sip_gateways", sipGateways, {
  column: sipGateways.password,
  keyId: sipGateways.passwordKeyId,
});
