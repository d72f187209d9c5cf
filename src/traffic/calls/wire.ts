import { z } from "@hono/zod-openapi";
import { callerKinds, callStatuses } from "#kernel/values/telephony";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { answeredBy, answererKinds } from "./answered-by";
import { callOutcomes } from "./call-record";
import type { CallRow } from "./table";

export const call = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    carrier_id: z.string().openapi({ description: "The carrier's own id of the call." }),
    from: z.string().nullable().openapi({ description: "The caller's number in E.164; null when none was shown." }),
    caller: z.enum(callerKinds).openapi({ description: "What the caller showed." }),
    to: z.string(),
    status: z.enum(callStatuses),
    outcome: z
      .enum(callOutcomes)
      .nullable()
      .openapi({ description: "What was decided when the number rang; null while that is not known." }),
    agent_id: z
      .string()
      .nullable()
      .openapi({ description: "The agent that it was put through to, whether it took it or not." }),
    taken_by: z.enum(answererKinds).nullable().openapi({
      description:
        "Who took it in the end: the agent, the fallback, or the platform's own words; null while the call goes on, where nobody did, and where its beginning was not heard.",
    }),
    legs: z
      .array(z.object({ to: z.string(), status: z.enum(callStatuses), duration_seconds: z.int().nullable() }))
      .openapi({ description: "How each attempt to put the caller through by dialling ended." }),
    started_at: z.iso.datetime(),
    answered_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
    duration_seconds: z.int().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Call");

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

/** The length of a call is counted from its answer: so its end tells of it where nothing else does. */
function answeredAt({ answeredAt: told, status, endedAt: ended, durationSeconds }: CallRow): number | null {
  if (told !== null || status !== "completed" || ended === null || !durationSeconds) return told;
  return ended - durationSeconds * 1000;
}

/** Carriers tell the end to the second, so that it may seem to be before the answer. */
const endedAt = ({ answeredAt: answered, endedAt: ended }: CallRow): number | null =>
  ended === null ? null : Math.max(ended, answered ?? ended);

export const decision = z
  .object({
    call_id: z.string(),
    decided_at: z.iso.datetime(),
    outcome: z.enum(callOutcomes),
    reason: z
      .string()
      .nullable()
      .openapi({ description: "What of the rule that decided, where it has more than one." }),
    agent_id: z.string().nullable(),
    agent_version: z.int().nullable(),
    plan_version: z.int().nullable().openapi({ description: "Of the routing plan that was asked; null without one." }),
    trace: z
      .array(z.object({ rule: z.string(), result: z.string(), detail: z.string() }))
      .openapi({ description: "Every rule that was looked at, in order; the last one decided." }),
  })
  .openapi("CallDecision");

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
