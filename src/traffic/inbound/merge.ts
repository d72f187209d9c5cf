import { type Owners, ownersOfNumbers } from "#inventory/phone-numbers/owners-over-time";
import type { WebhookContext } from "#kernel/ports/context";
import { readForCall } from "#traffic/calls/read-for-call";
import { type CallUpdate, recordCall } from "#traffic/calls/record";
import { readForMessage } from "#traffic/messages/read-for-message";
import { type MessageUpdate, recordMessage } from "#traffic/messages/record";

/** What a webhook told of a call or message. */
export type RecordPayload =
  | { readonly kind: "call"; readonly sighting: CallUpdate }
  | {
      readonly kind: "message";
      readonly sighting: MessageUpdate;
      /** Nobody could look up whether the message is to be passed on. */
      readonly isUndecided?: true | undefined;
    };

/** Writes down what a webhook told, as whosever it is. A repeat changes nothing. `false` if it is nobody's. */
export const mergeRecord = async (door: WebhookContext, told: RecordPayload): Promise<boolean> =>
  (await record(door, told)) || (await mergeForOwner(door, told));

const record = (door: WebhookContext, told: RecordPayload, theirs: Owners["number"] | null = null): Promise<boolean> =>
  told.kind === "call" ? recordCall(door, told.sighting, { theirs }) : recordMessage(door, told.sighting, { theirs });

/**
 * The same when the number is not, or no more, the tenant's whom the webhook's URL names: it changed hands before this could be
 * written down, or so lately that the carrier had not heard of it.
 */
export async function mergeForOwner(door: WebhookContext, told: RecordPayload): Promise<boolean> {
  const owners = await ownersOfNumbers(door.db, door.phoneNumberId);
  // A URL of the number with the id of somebody whose it never was is not one that was ever given out.
  if (!owners?.tenantIds.has(door.tenantId)) return false;
  const tenantId = (await whoKnows(door, told, owners)) ?? whose(door, told, owners);
  return await record({ ...door, tenantId }, told, owners.number);
}

/** The owner who has heard of it already: what has begun with one ends with them. */
async function whoKnows(
  door: WebhookContext,
  { kind, sighting }: RecordPayload,
  { tenantIds }: Owners,
): Promise<string | null> {
  for (const tenantId of tenantIds) {
    const at = { ...door, tenantId };
    const known =
      kind === "call"
        ? (await readForCall(at, sighting.carrierId)).call
        : (await readForMessage(at, sighting.carrierId, null)).message;
    if (known) return tenantId;
  }
  return null;
}

/** A beginning is of whoever had the number then. All else goes on from one, which the URL is of. */
function whose({ tenantId, now }: WebhookContext, told: RecordPayload, owners: Owners): string {
  const begins = told.kind === "call" ? told.sighting.facts.decision !== null : told.sighting.direction === "inbound";
  return begins ? owners.at(now) : tenantId;
}
