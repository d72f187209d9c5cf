import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { closeFinding, type Fact, openFinding } from "#findings/facts";
import { portOutLockSupport } from "#inventory/phone-numbers/port-out-lock";
import { numberIsLost } from "#inventory/phone-numbers/row-conditions";
import type { NumberRow } from "#inventory/phone-numbers/table";
import type { Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTimeOrNull } from "#kernel/values/time";
import { missing } from "./difference";
import { isReportedOut, type PortOutBasis } from "./run-rules";

/**
 * How it is known that another carrier has a number that its Twilio account has lost; `null`: it is not known. Twilio
 * has no webhook for port-outs of US numbers, but it answers whether a number could be ported in: a number that Twilio
 * still has, in whatever account, could not. So the platform's account asks for the numbers of tenants' own accounts,
 * too. One that its tenant has released stays with Twilio for a while, and is only missing.
 */
export async function portOutBasis(ctx: Context, { e164, portOutReportedAt }: NumberRow): Promise<PortOutBasis | null> {
  if (isReportedOut(portOutReportedAt, ctx.now)) return "carrier_report";
  const answer = await ctx.carrierAccount(null).porting.portability(e164);
  return answer.kind === "ok" && answer.value.isPortable ? "portability" : null;
}

/**
 * The findings about a number that another carrier has taken: the tenant's, and for a number of the platform's account
 * the platform's, as only the owner of the carrier account can dispute the port.
 */
function portedOutFacts(row: NumberRow, basis: PortOutBasis): { readonly tenants: Fact; readonly platforms: Fact } {
  const tenants: Fact = {
    tenantId: row.tenantId,
    kind: "number_ported_out",
    subjectType: "phone_number",
    subjectId: row.id,
    evidence: {
      phone_number: row.e164,
      basis,
      reported_at: isoTimeOrNull(row.portOutReportedAt),
      port_out_lock: row.portOutLock,
      port_out_lock_supported: portOutLockSupport(row.acquisitionMethod).supported,
      agent_id: row.agentId,
    },
  };
  const evidence = { ...tenants.evidence, tenant_id: row.tenantId };
  return { tenants, platforms: { ...tenants, tenantId: PLATFORM_TENANT_ID, evidence } };
}

/**
 * Statements for the batch in which a number becomes `lost`, or after it: open the findings with the event
 * `phone_number.ported_out`, and close the one that only said that the number is missing. They write nothing unless the
 * number is `lost`, and nothing again while the finding is open.
 */
export function portedOutStatements(ctx: Context, row: NumberRow, basis: PortOutBasis): Statement[] {
  const isLost = numberIsLost(row.id);
  const source = systemSource(ctx, row.tenantId);
  const { tenants, platforms } = portedOutFacts(row, basis);
  const { fact: onlyMissing } = missing(row, "give_up", true);
  return [
    ...openFinding(ctx, tenants, isLost),
    recordEvent(ctx.db, source, "phone_number.ported_out", row.id, { phone_number: row.e164, basis }),
    ...(row.tenantId === PLATFORM_TENANT_ID || row.carrierAccountId !== null
      ? []
      : openFinding(ctx, platforms, isLost)),
    ...(onlyMissing ? closeFinding(ctx, onlyMissing, isLost) : []),
  ];
}
