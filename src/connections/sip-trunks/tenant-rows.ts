import { tenantRows } from "#kernel/db/tenant-rows";
import { sipGateways, sipTrunks } from "./table";

/** A tenant's SIP trunks without their passwords, the gateways first. */
export const sipTrunksOfTenant = [
  tenantRows("sip_gateways", sipGateways, [sipGateways.id], { secret: [sipGateways.password] }),
  tenantRows("sip_trunks", sipTrunks, [sipTrunks.id], { secret: [sipTrunks.password] }),
];
