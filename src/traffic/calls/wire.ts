// Pure: no I/O, no clock, no randomness.
import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { answeredBy } from "./answered-by";
import type { call, decision } from "./responses";
import type { CallRow } from "./table";

export const toCall = (row: CallRow): z.infer<typeof call> => ({
  id: row.id,
  phone_number_id: row.phoneNumberId,
  carrier_id: row.carrierId,
  from: row.fromNumber,
  caller: row.caller,
  to: row.toNumber,
  status: row.status,
  outcome: row.decision?.outcome ?? null,
  agent_id: row.agentId,
  taken_by: answeredBy(row),
  legs: Object.entries(row.legs).map(([to, { status, durationSeconds }]) => ({
    to,
    status,
    duration_seconds: durationSeconds,
  })),
  started_at: isoTime(row.startedAt),
  answered_at: isoTimeOrNull(answeredAt(row)),
  ended_at: isoTimeOrNull(endedAt(row)),
  duration_seconds: row.durationSeconds,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

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
  trace: made.trace.map(({ rule, result, detail }) => ({ rule, result, detail })),
});
