import { z } from "@hono/zod-openapi";
import { callerKinds, callStatuses } from "#kernel/values/telephony";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { answeredBy, answererKinds } from "./answered-by";
import { callOutcomes } from "./call-facts";
import type { CallRow } from "./table";

export const call = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    carrier_id: z.string().openapi({ description: "Twilio's CallSid." }),
    from: z
      .string()
      .nullable()
      .openapi({ description: "The caller's number in E.164; null if the caller shows none." }),
    caller: z.enum(callerKinds).openapi({
      description:
        "The kind of caller id: a phone number, a withheld one (`anonymous`), a Voice SDK client or a SIP address.",
    }),
    to: z.string(),
    status: z.enum(callStatuses),
    outcome: z.enum(callOutcomes).nullable().openapi({
      description:
        "The routing decision when the number rang; null until it is recorded. `platform_fallback`: the database did not answer in time.",
    }),
    agent_id: z
      .string()
      .nullable()
      .openapi({ description: "The agent that the call was routed to, whether or not it answered." }),
    taken_by: z.enum(answererKinds).nullable().openapi({
      description:
        "Who answered in the end: the agent, the fallback, or the platform with an announcement. Null while the call goes on, if it was not answered, and if its routing decision was not recorded.",
    }),
    legs: z
      .array(z.object({ to: z.string(), status: z.enum(callStatuses), duration_seconds: z.int().nullable() }))
      .openapi({ description: "The attempts to connect the call by dialling, and how each ended." }),
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

/** A call's duration counts from its answer, so the end gives the answer's time if no webhook did. */
function answeredAt({ answeredAt: reported, status, endedAt: ended, durationSeconds }: CallRow): number | null {
  if (reported !== null || status !== "completed" || ended === null || !durationSeconds) return reported;
  return ended - durationSeconds * 1000;
}

/** Twilio reports the end in whole seconds, so it may seem to be before the answer. */
const endedAt = ({ answeredAt: answered, endedAt: ended }: CallRow): number | null =>
  ended === null ? null : Math.max(ended, answered ?? ended);

export const decision = z
  .object({
    call_id: z.string(),
    decided_at: z.iso.datetime(),
    outcome: z.enum(callOutcomes),
    reason: z.string().nullable().openapi({
      description:
        "The part of the deciding rule, for rules with more than one outcome: `callers`, `weights`, `assignment`, `closed`, …",
    }),
    agent_id: z.string().nullable(),
    agent_version: z.int().nullable(),
    plan_version: z
      .int()
      .nullable()
      .openapi({ description: "The version of the routing plan in force; null without a plan." }),
    trace: z
      .array(z.object({ rule: z.string(), result: z.string(), detail: z.string() }))
      .openapi({ description: "The rules that were asked, in order; the last one decided." }),
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
