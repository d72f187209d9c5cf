import { z } from "#kernel/http/schema";
import { callStatuses } from "#kernel/values/telephony";
import { partyFields } from "#traffic/party-responses";
import { answererKinds } from "./answered-by";
import { callOutcomes } from "./call-facts";

export const call = z
  .object({
    id: z.string(),
    phone_number_id: z.string(),
    carrier_id: z.string().openapi({ description: "Twilio's CallSid." }),
    ...partyFields.shape,
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
      .array(
        z.object({
          to: z.string(),
          sip_gateway_id: z.string().nullable().openapi({
            description:
              "The gateway that was dialled, or the trunk if it is a byoc trunk. Null for an attempt without a SIP trunk.",
          }),
          status: z.enum(callStatuses),
          duration_seconds: z.int().nullable(),
        }),
      )
      .openapi({
        description:
          "The attempts to connect the call by dialling, in their order, and how each ended. Over a SIP trunk one per " +
          "gateway; the one that is `completed` answered.",
      }),
    started_at: z.iso.datetime(),
    answered_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
    duration_seconds: z.int().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi("Call");

export type Call = z.output<typeof call>;

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
      .openapi({ description: "The evaluated rules in order; the last one decided." }),
  })
  .openapi("CallDecision");

export type Decision = z.output<typeof decision>;
