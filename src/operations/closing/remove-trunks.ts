import { deleteTrunk } from "#connections/sip-trunks/delete-trunk";
import { isRemovingTrunks, listTrunks } from "#connections/sip-trunks/queries";
import type { Context } from "#kernel/ports/context";
import { closeTrunkFindings } from "#operations/connection-checks/trunk-findings";

/** More than a tenant can have. */
const TRUNKS = 200;

/**
 * Deletes the SIP trunks of a closed tenant. Returns whether Twilio has nothing of them any more: `false` also if the
 * slice's share was used up before.
 */
export async function removeTrunks(asTenant: Context, mayGoOn: () => boolean): Promise<boolean> {
  for (const { trunk } of (await listTrunks(asTenant, { limit: TRUNKS })).rows) {
    if (!mayGoOn()) return false;
    await deleteTrunk(asTenant, trunk.id, { ifMatch: undefined, uses: [], closeFindings: closeTrunkFindings });
  }
  return !(await isRemovingTrunks(asTenant));
}
