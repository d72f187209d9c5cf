import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { completeByFirstCall } from "#porting/progress/first-call";
import type { CallReading } from "#traffic/calls/read-for-call";
import { readInTime } from "./read-in-time";

/** Twilio waits 15 seconds for the answer to a call; the caller hears ringing meanwhile. */
const FIRST_CALL_MS = 8_000;

/**
 * The reading after the first call to a number of a port has brought it into service: the very call goes where the
 * customer has asked. Without such a number, the reading as it was; `null` if the number can't be taken into service in
 * time.
 */
export async function readFirstCall(
  webhook: WebhookContext,
  before: CallReading,
  read: () => Promise<CallReading>,
): Promise<CallReading | null> {
  const { trunkCall, signedBy } = webhook;
  const isUnknown = before.isOfSigner && before.routing.number === null && before.call === null;
  if (!isUnknown || trunkCall !== null || signedBy !== null) return before;
  const inService = await completeInTime(webhook);
  if (inService === null) return before;
  return inService ? await readInTime(webhook, read) : null;
}

async function completeInTime(webhook: WebhookContext): Promise<boolean | null> {
  const { tenantId, phoneNumberId, requestId: request_id } = webhook;
  try {
    const tooLate = webhook.wait(FIRST_CALL_MS).then(() => false);
    const ctx = webhook.platform();
    const completed = ctx.inBackground(ctx, (later) => completeByFirstCall(later, { tenantId, phoneNumberId }));
    return await Promise.race([completed, tooLate]);
  } catch (error) {
    console.error({
      message: "webhook: a called number of a port could not be taken into service",
      request_id,
      error: describeError(error),
    });
    return null;
  }
}
