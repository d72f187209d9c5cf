// Pure: no I/O, no clock, no randomness.

import { fromStoredTrace } from "#inventory/routing/stored-trace";
import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { toPartyFields } from "#traffic/party-columns";
import { answeredBy } from "./answered-by";
import { partsOfLeg } from "./call-facts";
import type { call, decision } from "./responses";
import type { CallRow } from "./table";

export const toCall = (row: CallRow): z.infer<typeof call> => ({
  id: row.id,
  phone_number_id: row.phoneNumberId,
  carrier_id: row.carrierId,
  ...toPartyFields(row),
  to: row.toNumber,
  status: row.status,
  outcome: row.decision?.outcome ?? null,
  agent_id: row.agentId,
  taken_by: answeredBy(row),
  legs: toLegs(row),
  started_at: isoTime(row.startedAt),
  answered_at: isoTimeOrNull(answeredAt(row)),
  ended_at: isoTimeOrNull(endedAt(row)),
  duration_seconds: row.durationSeconds,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

/** An attempt over a trunk is shown by its gateways only. */
function toLegs({ legs }: CallRow): z.infer<typeof call>["legs"] {
  const all = Object.entries(legs).map(([name, leg]) => ({ ...partsOfLeg(name), ...leg }));
  const overTrunk = new Set(all.flatMap(({ to, gatewayId }) => (gatewayId === null ? [] : [to])));
  return all
    .filter(({ to, gatewayId }) => gatewayId !== null || !overTrunk.has(to))
    .map(({ to, gatewayId, status, durationSeconds }) => ({
      to,
      sip_gateway_id: gatewayId,
      status,
      duration_seconds: durationSeconds,
    }));
}

/** A call's duration counts from its answer, so the end gives the answer's time if no webhook did. */
function answeredAt({ answeredAt: reported, status, endedAt: ended, durationSeconds }: CallRow): number | null {
  if (reported !== null || status !== "completed" || ended === null || !durationSeconds) return reported;
  return ended - durationSeconds * 1000;
}

/** Twilio reports the end in whole seconds, so it may seem to be before the answer. */
const endedAt = ({ answeredAt: answered, endedAt: ended }: CallRow): number | null =>
  ended === null ? null : Math.max(ended, answered ?? ended);

export const toDecision = (id: string, made: NonNullable<CallRow["decision"]>): z.infer<typeof decision> => ({
  call_id: id,
  decided_at: isoTime(made.at),
  outcome: made.outcome,
  reason: made.reason,
  agent_id: made.agentId,
  agent_version: made.agentVersion,
  plan_version: made.planVersion,
  trace: fromStoredTrace(made.trace).map(({ rule, result, detail }) => ({ rule, result, detail })),
});
