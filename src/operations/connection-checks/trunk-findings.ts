import type { CloseTrunkFindings } from "#connections/sip-trunks/delete-trunk";
import { sipLabelOf } from "#connections/sip-trunks/parts";
import type { ReportLeft } from "#connections/sip-trunks/provision";
import type { ReportTrunk } from "#connections/sip-trunks/verify-trunk";
import {
  closeFinding,
  closeFindings,
  type Fact,
  type FactKey,
  openFinding,
  openFindings,
  openFindingsAmong,
} from "#findings/facts";
import { previousWroteSomething } from "#kernel/db/db";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { dueCertificateWarning } from "#sip/probe/health";

/**
 * Opens and closes the findings about a trunk that was just verified. A trunk has at most 10 gateways, so its facts are
 * few enough for one statement.
 */
export const reportTrunk: ReportTrunk = async (ctx, { trunk, gateways }, gate) => {
  const { tenantId, id, name } = trunk;
  const down: FactKey = { tenantId, kind: "sip_trunk_down", subjectId: id };
  const facts: Fact[] = [];
  if (trunk.status === "failed") {
    facts.push({ ...down, subjectType: "sip_trunk", evidence: { name, reasons: [...trunk.health.overall.reasons] } });
  }
  for (const { id: subjectId, host, certificateExpiresAt: expiresAt } of gateways) {
    const days = expiresAt === null ? null : dueCertificateWarning(expiresAt, ctx.now, null);
    if (expiresAt === null || days === null) continue;
    const evidence = { sip_trunk_id: id, name, host, days, expires_at: isoTime(expiresAt) };
    facts.push({ ...certificateKey(tenantId, subjectId), subjectType: "sip_gateway", evidence });
  }
  const keys = [down, ...gateways.map((gateway) => certificateKey(tenantId, gateway.id))];
  const gone = (await openFindingsAmong(ctx, keys)).filter(
    ({ kind, subjectId }) => !facts.some((fact) => fact.kind === kind && fact.subjectId === subjectId),
  );
  return [...openFindings(ctx, facts, gate), ...closeFindings(ctx, gone, gate)];
};

/** A trunk that could not be removed at Twilio gets its finding after it is deleted, and keeps it. */
export const closeTrunkFindings: CloseTrunkFindings = (ctx, { tenantId, trunkId, gatewayIds }, gate) => {
  const ofTrunk = (["sip_trunk_down", "trunk_number_unknown"] as const).flatMap((kind): FactKey[] =>
    trunkId === null ? [] : [{ tenantId, kind, subjectId: trunkId }],
  );
  const ofGateways = gatewayIds.map((gatewayId) => certificateKey(tenantId, gatewayId));
  return [...ofTrunk, ...ofGateways].flatMap((key) => closeFinding(ctx, key, gate));
};

const certificateKey = (tenantId: string, gatewayId: string): FactKey => ({
  tenantId,
  kind: "sip_certificate_expiring",
  subjectId: gatewayId,
});

/** Opens a finding for those who can reach the Twilio account that a deleted trunk's parts stay in. */
export const reportLeft: ReportLeft = (ctx, trunk, { part, detail, carrier_code }) => {
  const { id, name, tenantId, carrierAccountId: carrier_account_id } = trunk;
  const fact: Fact = {
    tenantId: carrier_account_id === null ? PLATFORM_TENANT_ID : tenantId,
    kind: "sip_trunk_not_removed",
    subjectId: id,
    subjectType: "sip_trunk",
    evidence: { name, carrier_account_id, label: sipLabelOf(id), part, detail, carrier_code },
  };
  return openFinding(ctx, fact, previousWroteSomething);
};
