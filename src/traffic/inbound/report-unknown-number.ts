import { openFinding } from "#findings/facts";
import { ownStatements } from "#kernel/db/post-response-writer";
import type { WebhookContext } from "#kernel/ports/context";
import type { CallWebhook } from "#kernel/values/telephony";
import { isoTime } from "#kernel/values/time";
import type { CallReading } from "#traffic/calls/read-for-call";

/** Whether a call came over a trunk of the tenant for a number that the trunk does not have. */
export const isUnknownOnTrunk = ({ trunkExists, routing }: CallReading): boolean =>
  trunkExists && routing.number === null;

/**
 * Opens a finding about the trunk after the response. It shows the latest such number as the trunk's carrier writes it,
 * so a person sees whether the number is missing or the trunk's format is wrong.
 */
export function reportUnknownNumber(webhook: WebhookContext, { from, carrierId }: CallWebhook): void {
  const { tenantId, trunkCall, now } = webhook;
  if (trunkCall === null) return;
  const evidence = { called: trunkCall.user, from: from.address, carrier_id: carrierId, at: isoTime(now) };
  const fact = {
    tenantId,
    kind: "trunk_number_unknown",
    subjectType: "sip_trunk",
    subjectId: trunkCall.sipTrunkId,
  } as const;
  webhook.afterResponse(async () => {
    await webhook.commit(ownStatements, openFinding(webhook, { ...fact, evidence }));
  });
}
