import { destination, fallback } from "#inventory/agents/destination-wire";
import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { ruleNames } from "./route-call";
import { routingPlan } from "./wire";

export const numberRouting = z
  .object({
    phone_number_id: z.string(),
    version: z.int().openapi({ description: "Counts the number's routing plans." }),
    plan: routingPlan(),
    valid_from: z.iso.datetime(),
    valid_to: z.iso.datetime().nullable().openapi({ description: "Null while the plan is in force." }),
  })
  .openapi("NumberRouting");

export type NumberRouting = z.output<typeof numberRouting>;

const routedAgent = z.object({ id: z.string(), name: z.string(), version: z.int() }).openapi("RoutedAgent");

export const routingDecision = z
  .object({
    outcome: z.enum(["agent", "fallback", "closed", "no_agent", "rejected", "suspended", "not_in_service"]).openapi({
      description:
        "Where the call goes. `closed`, `no_agent`, `suspended` and `not_in_service` get an announcement; `rejected` is not answered.",
    }),
    decided_by: z.enum(ruleNames),
    agent: orNull(routedAgent),
    destination: orNull(destination()).openapi({
      description: "The destination; null for an announcement or a rejected call.",
    }),
    fallback: orNull(fallback()).openapi({ description: "Where the call goes if the agent does not answer." }),
    trace: z
      .array(
        z.object({
          rule: z.enum(ruleNames),
          result: z.enum(["decided", "passed", "absent"]),
          detail: z.string(),
        }),
      )
      .openapi({ description: "The rules that were asked, in order; the last one decided." }),
  })
  .openapi("RoutingDecision");

export const simulation = z
  .object({
    phone_number_id: z.string(),
    phone_number: z.string(),
    at: z.iso.datetime(),
    plan_version: z
      .int()
      .nullable()
      .openapi({ description: "The version of the plan in force; null without one, and for a proposed plan." }),
    decision: routingDecision,
    trunk_attempts: z
      .array(
        z.object({
          sip_gateway_id: z
            .string()
            .nullable()
            .openapi({ description: "The gateway; null for a byoc trunk, which dials the number at Twilio." }),
          to: z.string().openapi({ description: "The SIP address or the phone number that is dialled." }),
        }),
      )
      .openapi({
        description:
          "How the call leaves if its destination is over a SIP trunk: the gateways in the order in which this call tries " +
          "them. Empty without a trunk, and for a trunk that no call can leave over.",
      }),
  })
  .openapi("Simulation");

export type Simulation = z.output<typeof simulation>;
