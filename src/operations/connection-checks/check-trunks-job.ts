import { postponeTrunk, trunksToProvision, trunksToVerify } from "#connections/sip-trunks/due-trunks";
import { provisionTrunk } from "#connections/sip-trunks/provision";
import { verifyTrunk } from "#connections/sip-trunks/verify-trunk";
import { codedError } from "#kernel/db/coded-error";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { reportLeft, reportTrunk } from "./trunk-findings";

/** Trunks of a slice. A verification can take half a minute when gateways are silent. */
const TRUNKS_PER_SLICE = 10;

/**
 * Goes on with work at Twilio that an invocation left behind, then verifies the trunks whose last check is the longest
 * ago. Both leave the trunk with a later due time, so a slice has no cursor of its own, and a killed one is repeated.
 */
export const checkTrunksJob: Job = {
  name: "sip-trunk-health",
  description: "Verifies SIP trunks again, and finishes their provisioning at Twilio.",
  cron: "*/10 * * * *",
  slice: checkTrunks,
};

async function checkTrunks(ctx: Context, _cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted = { provisioned: 0, verified: 0 };
  const errors: JobError[] = [];
  const toProvision = await trunksToProvision(ctx.db, ctx.now, TRUNKS_PER_SLICE);
  const toVerify = await trunksToVerify(ctx.db, ctx.now, TRUNKS_PER_SLICE);
  let isFirst = true;
  const each = async (trunks: typeof toVerify, work: (trunk: (typeof toVerify)[number]) => Promise<void>) => {
    for (const trunk of trunks) {
      if (!isFirst && !mayGoOn()) return false;
      isFirst = false;
      try {
        await work(trunk);
      } catch (error) {
        console.error({ message: "a SIP trunk could not be checked", trunk: trunk.id, error: describeError(error) });
        errors.push({ at: trunk.id, ...codedError(error) });
        await postponeTrunk(ctx, trunk.id);
      }
    }
    return true;
  };
  const isDone =
    (await each(toProvision, async ({ tenantId, id }) => {
      await provisionTrunk(ctx, tenantId, id, reportLeft);
      counted.provisioned += 1;
    })) &&
    (await each(toVerify, async ({ tenantId, id }) => {
      const verified = await verifyTrunk(ctx, { tenantId, id, showsSteps: false, report: reportTrunk });
      if (verified) counted.verified += 1;
    }));
  // A slice has few trunks of one tenant, so there may be more until one finds none.
  const hasMore = toVerify.length > 0 || toProvision.length === TRUNKS_PER_SLICE;
  return { counted, errors, next: hasMore || !isDone ? "more" : null };
}
