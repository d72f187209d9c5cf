import { type Owners, ownersOfNumbers } from "#inventory/phone-numbers/owners-over-time";
import type { WebhookContext } from "#kernel/ports/context";
import { readForCall } from "#traffic/calls/read-for-call";
import { type CallUpdate, recordCall } from "#traffic/calls/record-call";
import { readForMessage } from "#traffic/messages/read-for-message";
import { type MessageUpdate, recordMessage } from "#traffic/messages/record-message";

/** A webhook's update of a call or a message. */
export type TrafficUpdate =
  | { readonly kind: "call"; readonly update: CallUpdate }
  | {
      readonly kind: "message";
      readonly update: MessageUpdate;
      /** The database did not answer in time, so whether to forward the message is still to be decided. */
      readonly needsForwardDecision?: true | undefined;
    };

/**
 * Merges an update into a record of the tenant that the webhook's URL names, or else of another owner of the number.
 * Returns `false` if the number has no owner.
 */
export const mergeForAnyOwner = async (webhook: WebhookContext, payload: TrafficUpdate): Promise<boolean> =>
  (await merge(webhook, payload)) || (await mergeForOwner(webhook, payload));

const merge = (
  webhook: WebhookContext,
  payload: TrafficUpdate,
  formerNumber: Owners["number"] | null = null,
): Promise<boolean> =>
  payload.kind === "call"
    ? recordCall(webhook, payload.update, { formerNumber })
    : recordMessage(webhook, payload.update, { formerNumber });

/**
 * Merges an update of a number that the tenant in the webhook's URL does not have: the number was transferred before
 * the update was written, or so recently that Twilio still calls the former URL. Returns `false` without an owner.
 * Numbers of a tenant's own account or trunk are never transferred.
 */
export async function mergeForOwner(webhook: WebhookContext, payload: TrafficUpdate): Promise<boolean> {
  if (webhook.signedBy !== null || webhook.trunkCall !== null) return false;
  const owners = await ownersOfNumbers(webhook.db, webhook.phoneNumberId);
  // A URL with a tenant who never had the number was never given to Twilio.
  if (!owners?.tenantIds.has(webhook.tenantId) || owners.number.carrierAccountId !== null) return false;
  const tenantId = (await tenantWithRecord(webhook, payload, owners)) ?? tenantToRecordFor(webhook, payload, owners);
  return await merge({ ...webhook, tenantId }, payload, owners.number);
}

/** The owner that has a record already: a call or message stays with the tenant it began with. */
async function tenantWithRecord(
  webhook: WebhookContext,
  { kind, update }: TrafficUpdate,
  { tenantIds }: Owners,
): Promise<string | null> {
  for (const tenantId of tenantIds) {
    const ofTenant = { ...webhook, tenantId };
    const row =
      kind === "call"
        ? (await readForCall(ofTenant, update.carrierId)).call
        : (await readForMessage(ofTenant, update.carrierId, null)).message;
    if (row) return tenantId;
  }
  return null;
}

/**
 * Returns the tenant for a new record. For a first webhook, the owner at that instant. Later webhooks use the URL in
 * the first one's answer, so their URL names the right tenant.
 */
function tenantToRecordFor({ tenantId, now }: WebhookContext, payload: TrafficUpdate, owners: Owners): string {
  const isFirst =
    payload.kind === "call" ? payload.update.facts.decision !== null : payload.update.direction === "inbound";
  return isFirst ? owners.at(now) : tenantId;
}
