import { trunkNumberProved } from "#acquisition/trunk-numbers/prove-number";
import { carrierSource } from "#events/log/source";
import { ownStatements } from "#kernel/db/post-response-writer";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallReading } from "#traffic/calls/read-for-call";

/**
 * Notes after the response that a signed call over a trunk came for its number: the first one proves that the tenant
 * has it. The write shares the transaction of the call's record. If it is lost, the next call proves the number.
 */
export function proveOwnershipAfterResponse(webhook: WebhookContext, { routing, isUnproved }: CallReading): void {
  const { trunkCall } = webhook;
  const { number } = routing;
  if (!isUnproved || number === null || trunkCall === null) return;
  const { id: phoneNumberId, e164 } = number;
  const { sipTrunkId } = trunkCall;
  webhook.afterResponse(async () => {
    const proved = trunkNumberProved(webhook.db, carrierSource(webhook), { phoneNumberId, e164, sipTrunkId });
    await webhook.commit(ownStatements, proved);
  });
}
