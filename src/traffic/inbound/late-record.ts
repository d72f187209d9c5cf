import { type Fact, openFinding } from "#findings/facts";
import { describeError } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import type { LateMessage } from "#kernel/ports/queue-messages";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import type { MessageUpdate } from "#traffic/messages/record";
import { decided, forwardLate, isUndecided } from "./forward-late";
import { mergeRecord, type RecordPayload } from "./merge";

/** What a webhook told, on its way to the record: with whose it is, and when and by which request it was told. */
export type LateRecord = LateMessage & RecordPayload;

/** A message of a queue has at most 128 kB. No carrier sends longer texts than a tenth of this. */
export const MAX_LATE_TEXT = 16_000;

export const lateRecord = (
  { tenantId, phoneNumberId, requestId, now }: WebhookContext,
  told: RecordPayload,
): LateRecord => ({
  tenantId,
  phoneNumberId,
  requestId,
  at: now,
  ...(told.kind === "message" ? { ...told, sighting: shortened(told.sighting) } : told),
});

const shortened = (sighting: MessageUpdate): MessageUpdate => ({
  ...sighting,
  body: sighting.body?.slice(0, MAX_LATE_TEXT) ?? null,
});

/** The door as it was when the webhook came, to write what it told. */
export const contextAtReceipt = (door: WebhookContext, { at }: LateRecord): WebhookContext => ({ ...door, now: at });

/**
 * Merges what was told with what is known by now, as it would have been at the time, and passes on a message that was not. What
 * is nobody's is tried again: it may be told of a number whose purchase has not been written down either.
 */
export async function mergeLate(ctx: Context, door: WebhookContext, record: LateRecord): Promise<void> {
  if (!(await mergeRecord(door, await decided(door, record)))) throw new Error("What was told is nobody's.");
  if (isUndecided(record)) await forwardLate(ctx, door, record.sighting.carrierId);
}

/**
 * The last word about a record that the queue gave up: it is tried once more, and if the database is there and does not take
 * it, or nobody has it, that is a finding about the call or message; the platform's, if it is nobody's.
 */
export async function mergeAtLast(ctx: Context, door: WebhookContext, record: LateRecord): Promise<void> {
  const tenantId = await nonTaker(door, record);
  if (tenantId !== null) await ctx.db.batch(openFinding(ctx, undeliverable(record, tenantId)));
  else if (isUndecided(record)) await forwardLate(ctx, door, record.sighting.carrierId);
}

/** `null` once it is merged; else whose the failure is. */
async function nonTaker(door: WebhookContext, record: LateRecord): Promise<string | null> {
  try {
    return (await mergeRecord(door, await decided(door, record))) ? null : PLATFORM_TENANT_ID;
  } catch (error) {
    console.error({ message: "a record is given up", request_id: record.requestId, error: describeError(error) });
    return record.tenantId;
  }
}

function undeliverable({ kind, sighting, phoneNumberId, requestId, ...told }: LateRecord, tenantId: string): Fact {
  const evidence = {
    tenant_id: told.tenantId,
    phone_number_id: phoneNumberId,
    told: sighting.marks.event,
    told_at: isoTime(told.at),
    request_id: requestId,
  };
  const { carrierId: subjectId } = sighting;
  return { tenantId, kind: "record_undeliverable", subjectType: kind, subjectId, evidence };
}

/** Records in lanes, one per call or message, each in the order of its webhooks: so its events tell as much as they can. */
export function partitionByNumber<M extends { readonly body: LateRecord }>(messages: readonly M[]): M[][] {
  const lanes = new Map<string, M[]>();
  for (const message of messages) {
    const name = message.body.sighting.carrierId;
    lanes.set(name, [...(lanes.get(name) ?? []), message]);
  }
  return [...lanes.values()].map((lane) => lane.sort((a, b) => a.body.at - b.body.at));
}
