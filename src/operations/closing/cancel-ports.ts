import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { cancelRequest } from "#porting/requests/cancel-request";
import { requestsToCancel, requestsUnderway } from "#porting/requests/queries";

const REQUESTS_PER_READ = 20;

/**
 * Cancels the porting requests of a closed tenant. Ports that carriers do not cancel any more go on. `false`: the
 * slice's share was used up before.
 */
export async function cancelPorts(asTenant: Context, onCanceled: () => void, mayGoOn: () => boolean): Promise<boolean> {
  for (let after = ""; ; ) {
    const requests = await requestsToCancel(asTenant, { after, limit: REQUESTS_PER_READ });
    for (const { id } of requests) {
      if (!mayGoOn()) return false;
      try {
        await cancelRequest(asTenant, id, undefined);
        onCanceled();
      } catch (error) {
        // Less than 48 hours before the port, or another actor was faster.
        if (!(error instanceof Problem)) throw error;
      }
      after = id;
    }
    if (requests.length < REQUESTS_PER_READ) return true;
  }
}

/** Whether a carrier may still move numbers to the tenant, so that its rows are needed. */
export const hasPortsUnderway = async (asTenant: Context): Promise<boolean> =>
  (await requestsUnderway(asTenant, 1)).length > 0;
