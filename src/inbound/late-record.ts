import { type CallSighting, recordCall } from "../calls/record";
import { openFinding } from "../findings/facts";
import type { Context, Door } from "../kernel/context";
import { describeError } from "../kernel/db";
import type { LateMessage } from "../kernel/ports";
import { isoTime } from "../kernel/time";
import { type MessageSighting, recordMessage } from "../messages/record";

/** What a webhook told of a call or message. */
export type Told =
  | { readonly kind: "call"; readonly sighting: CallSighting }
  | { readonly kind: "message"; readonly sighting: MessageSighting };

/** The same in a queue, on its way to the record: with whose it is, and when and by which request it was told. */
export type LateRecord = LateMessage & Told;

/** A message of a queue has at most 128 kB. No carrier sends longer texts than a tenth of this. */
export const MAX_LATE_TEXT = 16_000;

export const lateRecord = ({ tenantId, phoneNumberId, requestId, now }: Door, told: Told): LateRecord => ({
  tenantId,
  phoneNumberId,
  requestId,
  at: now,
  ...(told.kind === "message" ? { kind: told.kind, sighting: shortened(told.sighting) } : told),
});

const shortened = (sighting: MessageSighting): MessageSighting => ({
  ...sighting,
  body: sighting.body?.slice(0, MAX_LATE_TEXT) ?? null,
});

/** The door as it was when the webhook came, to write what it told. */
export const doorOfThen = (door: Door, { at }: LateRecord): Door => ({ ...door, now: at });

/** Merges what was told with what is known by now, as it would have been at the time. A repeat changes nothing. */
export const mergeLate = (door: Door, record: LateRecord): Promise<void> =>
  record.kind === "call" ? recordCall(door, record.sighting) : recordMessage(door, record.sighting);

/**
 * The last word about a record that the queue gave up: it is tried once more, and if the database is there and does not take
 * it, that is a finding about the call or message.
 */
export async function mergeAtLast(ctx: Context, door: Door, record: LateRecord): Promise<void> {
  try {
    await mergeLate(door, record);
  } catch (error) {
    console.error({ message: "a record is given up", request_id: record.requestId, error: describeError(error) });
    const { tenantId, phoneNumberId, requestId, at, kind, sighting } = record;
    const evidence = {
      phone_number_id: phoneNumberId,
      told: sighting.marks.event,
      told_at: isoTime(at),
      request_id: requestId,
    };
    const fact = { tenantId, kind: "record_undeliverable", subjectId: sighting.carrierId } as const;
    await ctx.db.batch(openFinding(ctx, { ...fact, subjectType: kind, evidence }));
  }
}

/** Records in lanes, one per call or message, each in the order of its webhooks: so its events tell as much as they can. */
export function inLanes<M extends { readonly body: LateRecord }>(messages: readonly M[]): M[][] {
  const lanes = new Map<string, M[]>();
  for (const message of messages) {
    const name = message.body.sighting.carrierId;
    lanes.set(name, [...(lanes.get(name) ?? []), message]);
  }
  return [...lanes.values()].map((lane) => lane.sort((a, b) => a.body.at - b.body.at));
}
