import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallReading } from "#traffic/calls/read-for-call";
import { type CallUpdate, recordCall } from "#traffic/calls/record";
import type { MessageReading } from "#traffic/messages/read-for-message";
import { type MessageUpdate, recordMessage } from "#traffic/messages/record";
import { lateRecord } from "./late-record";
import { mergeForOwner, type RecordPayload } from "./merge";

/** How long after a failure the second and last attempt is made. */
const PAUSE_MS = 500;

/** Records a call after the answer. `known` is what the door has just read. */
export const storeCall = (door: WebhookContext, sighting: CallUpdate, known: CallReading | undefined): void =>
  door.afterResponse((late) =>
    keep(door, { kind: "call", sighting }, late, () => recordCall(door, sighting, { known })),
  );

/** Records a message after the answer. */
export const storeMessage = (door: WebhookContext, sighting: MessageUpdate, known: MessageReading | undefined): void =>
  door.afterResponse((late) =>
    keep(door, { kind: "message", sighting }, late, () => recordMessage(door, sighting, { known })),
  );

/**
 * Has a message recorded of which could not be looked up whether it is to be passed on. The queue does both: only what is in it
 * is not lost until it is done.
 */
export const storeUndecided = (door: WebhookContext, sighting: MessageUpdate): void =>
  door.afterResponse(async (late) => {
    try {
      await door.enqueueLate(lateRecord(door, { kind: "message", sighting, isUndecided: true }));
    } catch (error) {
      const about = { request_id: door.requestId, carrier_id: sighting.carrierId };
      console.error({ message: "a message is not passed on", ...about, error: describeError(error) });
      await keep(door, { kind: "message", sighting }, late, () => recordMessage(door, sighting));
    }
  });

/**
 * A webhook that was answered does not come a second time, so what cannot be written goes into the queue. That is also for a
 * database that takes too long: it is not asked again, and may have written all the same, as merging what is known changes
 * nothing.
 */
async function keep(
  door: WebhookContext,
  told: RecordPayload,
  late: Promise<never>,
  record: () => Promise<boolean>,
): Promise<void> {
  const { requestId: request_id, tenantId: tenant_id, phoneNumberId: phone_number_id } = door;
  try {
    const write = async () => (await record()) || (await mergeForOwner(door, told));
    await Promise.race([twice(door, late, write), late]);
  } catch (error) {
    console.error({ message: "a write is put off", request_id, error: describeError(error) });
    await door.enqueueLate(lateRecord(door, told)).catch((refusal: unknown) => {
      const about = { request_id, tenant_id, phone_number_id, carrier_id: told.sighting.carrierId };
      console.error({ message: "what a webhook told is lost", ...about, error: describeError(refusal) });
    });
  }
}

async function twice(
  { wait, requestId }: WebhookContext,
  late: Promise<never>,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    console.error({ message: "a write is tried again", request_id: requestId, error: describeError(error) });
    await Promise.race([late, wait(PAUSE_MS)]);
    await write();
  }
}
