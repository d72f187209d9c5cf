import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallReading } from "#traffic/calls/read-for-call";
import { type CallUpdate, knownCall, recordCall } from "#traffic/calls/record-call";
import type { MessageReading } from "#traffic/messages/read-for-message";
import { knownMessage, type MessageUpdate, recordMessage } from "#traffic/messages/record-message";
import { lateUpdate } from "./late-update";
import { mergeForOwner, type TrafficUpdate } from "./merge-for-owner";

/** The pause between the first attempt to write and the second, which is the last one. */
const PAUSE_MS = 500;

/**
 * Records a call after the response. `reading` is the read that the response was made from; `null` if the database did
 * not answer in time.
 */
export const recordCallAfterResponse = (
  webhook: WebhookContext,
  update: CallUpdate,
  reading: CallReading | null,
): void =>
  webhook.afterResponse((tooLate) =>
    recordOrEnqueue(webhook, { kind: "call", update }, tooLate, () =>
      recordCall(webhook, update, { known: reading ? knownCall(reading) : undefined }),
    ),
  );

/** Records a message after the response, as `recordCallAfterResponse` does a call. */
export const recordMessageAfterResponse = (
  webhook: WebhookContext,
  update: MessageUpdate,
  reading: MessageReading | null,
): void =>
  webhook.afterResponse((tooLate) =>
    recordOrEnqueue(webhook, { kind: "message", update }, tooLate, () =>
      recordMessage(webhook, update, { known: reading ? knownMessage(reading) : undefined }),
    ),
  );

/**
 * Enqueues a message for which the database did not answer in time. The queue's consumer records the message, decides
 * whether to forward it, and forwards it; the queue redelivers until all of that is done.
 */
export const enqueueUndecidedMessage = (webhook: WebhookContext, update: MessageUpdate): void =>
  webhook.afterResponse(async (tooLate) => {
    try {
      await webhook.enqueueLate(lateUpdate(webhook, { kind: "message", update, needsForwardDecision: true }));
    } catch (error) {
      console.error({
        message: "a message is not forwarded: the database did not answer, and the queue refused it",
        request_id: webhook.requestId,
        carrier_id: update.carrierId,
        error: describeError(error),
      });
      await recordOrEnqueue(webhook, { kind: "message", update }, tooLate, () => recordMessage(webhook, update));
    }
  });

/**
 * Writes the update, or puts it into the queue if that fails, because Twilio does not repeat an answered webhook. After
 * a time-out the write is not repeated here. If it took effect nevertheless, merging the update again changes nothing.
 */
async function recordOrEnqueue(
  webhook: WebhookContext,
  payload: TrafficUpdate,
  tooLate: Promise<never>,
  record: () => Promise<boolean>,
): Promise<void> {
  const { requestId: request_id, tenantId: tenant_id, phoneNumberId: phone_number_id } = webhook;
  try {
    const write = async () => (await record()) || (await mergeForOwner(webhook, payload));
    await Promise.race([tryTwice(webhook, tooLate, write), tooLate]);
  } catch (error) {
    console.error({ message: "a webhook's update goes to the queue", request_id, error: describeError(error) });
    await webhook.enqueueLate(lateUpdate(webhook, payload)).catch((refusal: unknown) => {
      console.error({
        message: "a webhook's update is lost: neither the database nor the queue took it",
        request_id,
        tenant_id,
        phone_number_id,
        carrier_id: payload.update.carrierId,
        error: describeError(refusal),
      });
    });
  }
}

async function tryTwice(
  { wait, requestId: request_id }: WebhookContext,
  tooLate: Promise<never>,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    console.error({ message: "a webhook's update is written again", request_id, error: describeError(error) });
    await Promise.race([tooLate, wait(PAUSE_MS)]);
    await write();
  }
}
