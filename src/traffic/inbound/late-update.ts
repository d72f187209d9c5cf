import { type Fact, openFinding } from "#findings/facts";
import { describeError } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import type { LateMessage } from "#kernel/ports/queue-messages";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import type { MessageUpdate } from "#traffic/messages/record-message";
import { forwardQueuedMessage, needsForwardDecision, withForwardDecision } from "./forward-queued-message";
import { mergeForAnyOwner, type TrafficUpdate } from "./merge-for-owner";

/** A webhook's update in the queue `records`, with the webhook's number, request and instant. */
export type LateUpdate = LateMessage & TrafficUpdate;

/**
 * Characters of a message's text that go into the queue: a queue message may have 128 KB. Twilio allows a tenth of
 * this.
 */
export const MAX_LATE_TEXT = 16_000;

export const lateUpdate = (
  { tenantId, phoneNumberId, signedBy, trunkCall, requestId, now }: WebhookContext,
  payload: TrafficUpdate,
): LateUpdate => ({
  tenantId,
  phoneNumberId,
  signedBy,
  trunkCall,
  requestId,
  at: now,
  ...(payload.kind === "message" ? { ...payload, update: shortened(payload.update) } : payload),
});

const shortened = (update: MessageUpdate): MessageUpdate => ({
  ...update,
  body: update.body?.slice(0, MAX_LATE_TEXT) ?? null,
});

/** The context with the webhook's own instant, so that records and events bear it instead of the queue's. */
export const contextAtReceipt = (webhook: WebhookContext, { at }: LateUpdate): WebhookContext => ({
  ...webhook,
  now: at,
});

/**
 * Records an update from the queue as it would have been recorded after the response, and forwards a message that needs
 * it. Throws, so that the queue redelivers it, if no tenant has the number: its purchase may not be recorded yet.
 */
export async function recordLateUpdate(ctx: Context, webhook: WebhookContext, late: LateUpdate): Promise<void> {
  if (!(await mergeForAnyOwner(webhook, await withForwardDecision(webhook, late)))) {
    throw new Error("No tenant has the number that the webhook names.");
  }
  if (needsForwardDecision(late)) await forwardQueuedMessage(ctx, webhook, late.update.carrierId);
}

/**
 * Makes the last attempt for an update from the dead-letter queue. If it fails too, opens a finding about the call or
 * message. If no tenant has the number, the finding belongs to the platform.
 */
export async function recordUndeliveredUpdate(ctx: Context, webhook: WebhookContext, late: LateUpdate): Promise<void> {
  const tenantId = await tenantOfFailure(webhook, late);
  if (tenantId !== null) await ctx.db.batch(openFinding(ctx, undeliverable(late, tenantId)));
  else if (needsForwardDecision(late)) await forwardQueuedMessage(ctx, webhook, late.update.carrierId);
}

/** Records the update and returns `null`. If that fails, returns the tenant that gets the finding. */
async function tenantOfFailure(webhook: WebhookContext, late: LateUpdate): Promise<string | null> {
  try {
    const isRecorded = await mergeForAnyOwner(webhook, await withForwardDecision(webhook, late));
    return isRecorded ? null : PLATFORM_TENANT_ID;
  } catch (error) {
    const { requestId: request_id, tenantId } = late;
    console.error({ message: "a webhook's update can't be recorded", request_id, error: describeError(error) });
    return tenantId;
  }
}

function undeliverable({ kind, update, phoneNumberId, requestId, ...late }: LateUpdate, tenantId: string): Fact {
  const evidence = {
    tenant_id: late.tenantId,
    phone_number_id: phoneNumberId,
    event: update.fingerprints.event,
    received_at: isoTime(late.at),
    request_id: requestId,
  };
  const { carrierId: subjectId } = update;
  return { tenantId, kind: "record_undeliverable", subjectType: kind, subjectId, evidence };
}

/**
 * Partitions the queue's messages by call or message, each in the order of its webhooks. Merging needs no order, but
 * events in this order report every step.
 */
export function partitionByCarrierId<M extends { readonly body: LateUpdate }>(messages: readonly M[]): M[][] {
  const partitions = Map.groupBy(messages, ({ body }) => body.update.carrierId);
  return [...partitions.values()].map((partition) => partition.sort((a, b) => a.body.at - b.body.at));
}
