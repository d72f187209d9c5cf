import { type CallSighting, type KnownCall, recordCall } from "../calls/record";
import type { Door } from "../kernel/context";
import { describeError } from "../kernel/db";
import { type KnownMessage, type MessageSighting, recordMessage } from "../messages/record";
import { within } from "./in-time";
import { lateRecord, type Told } from "./late-record";

/** What one attempt to write may take. All of them and the queue are over before the invocation has to be. */
const WRITE_BUDGET_MS = 5_000;

/** How long after a failure the second and last attempt is made. */
const PAUSE_MS = 500;

/** Records a call after the answer. `known` is what the door has just read. */
export const keepCall = (door: Door, sighting: CallSighting, known: KnownCall | undefined): void =>
  door.later(keep(door, { kind: "call", sighting }, () => recordCall(door, sighting, known)));

/** Records a message after the answer. */
export const keepMessage = (door: Door, sighting: MessageSighting, known: KnownMessage | undefined): void =>
  door.later(keep(door, { kind: "message", sighting }, () => recordMessage(door, sighting, known)));

/**
 * A webhook that was answered does not come a second time, so what cannot be written goes into the queue. An attempt that was
 * given up may have written all the same: merging what is known changes nothing.
 */
async function keep(door: Door, told: Told, write: () => Promise<void>): Promise<void> {
  const { requestId: request_id } = door;
  for (const pause of [PAUSE_MS, 0]) {
    try {
      return await within(door, WRITE_BUDGET_MS, write);
    } catch (error) {
      console.error({ message: "a write is put off", request_id, error: describeError(error) });
      if (pause > 0) await door.wait(pause);
    }
  }
  try {
    await door.postpone(lateRecord(door, told));
  } catch (error) {
    const { carrierId: carrier_id } = told.sighting;
    const lost = { request_id, tenant_id: door.tenantId, phone_number_id: door.phoneNumberId, carrier_id };
    console.error({ message: "what a webhook told is lost", ...lost, error: describeError(error) });
  }
}
