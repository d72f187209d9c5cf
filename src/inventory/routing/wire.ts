import {
  type destination,
  fallback,
  fromDestination,
  fromFallback,
  toFallback,
} from "#inventory/agents/destination-wire";
import { lazily, z } from "#kernel/http/schema";
import { country, idOf, idText, orNull } from "#kernel/http/wire";
import {
  callerKey,
  callerProblem,
  callerRuleProblem,
  countryProblem,
  nameParty,
  unreachableProblem,
} from "#kernel/values/caller-rule";
import { type Party, parseParty } from "#kernel/values/party";
import { type RoutingPlan, type Schedule, weekdays } from "#kernel/values/routing-plan";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { trimmed } from "#kernel/values/unseen-characters";
import type { numberRouting, routingDecision, simulation } from "./responses";
import type { RoutingOutcome } from "./route-call";
import { isTimeZone } from "./schedule";
import type { ProposedCall, Simulation } from "./simulate-call";
import type { RoutingPlanRow } from "./table";

const MAX_AGENTS = 20;
const MAX_CALLERS = 200;

const agentId = lazily(() => idOf("agent"));

/** Refuses a text in which a pure rule finds a problem. */
const withoutProblem =
  (problemOf: (text: string) => string | null) =>
  (text: string, check: z.RefinementCtx): void => {
    const message = problemOf(text);
    if (message !== null) check.addIssue({ code: "custom", message });
  };

const caller = lazily(() =>
  z.string().overwrite(trimmed).superRefine(withoutProblem(callerProblem)).openapi({ example: "+14155550123" }),
);
const callerRule = lazily(() =>
  z.string().overwrite(trimmed).superRefine(withoutProblem(callerRuleProblem)).openapi({ example: "+1900*" }),
);

const eachCallerOnce = (list: readonly { readonly from: string }[]): boolean =>
  allDiffer(list.map(({ from }) => callerKey(from) ?? from));

const allDiffer = (names: readonly string[]): boolean => new Set(names).size === names.length;

const clockTime = (pattern: RegExp) => z.string().regex(pattern, "Must be a time of day like 09:00.");
const hours = lazily(() =>
  z
    .strictObject({
      days: z.array(z.enum(weekdays)).min(1).max(7),
      from: clockTime(/^([01]\d|2[0-3]):[0-5]\d$/).openapi({ example: "09:00" }),
      to: clockTime(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/).openapi({
        description: "The end, which is not part of the hours. At or before `from`, it is on the next day.",
        example: "17:30",
      }),
    })
    .refine(({ from, to }) => from !== to, {
      path: ["to"],
      message: "Must differ from `from`; a whole day ends at 24:00.",
    })
    .openapi("OpeningHours"),
);

const schedule = lazily(() =>
  z
    .strictObject({
      time_zone: z
        .string()
        .max(64)
        .refine(isTimeZone, "Must be an IANA time zone like Europe/Berlin.")
        .openapi({ maxLength: 64, example: "America/New_York" }),
      open: z.array(hours()).max(50),
      closed_on: z
        .array(z.iso.date())
        .max(400)
        .default([])
        .openapi({ description: "Local dates on which the hours do not begin." }),
      closed: orNull(fallback()).default(null).openapi({
        description: "Where calls go outside of the hours; the plan's `fallback` by default.",
      }),
    })
    .openapi("Schedule"),
);

const countryCode = lazily(() =>
  z.string().overwrite(trimmed).toUpperCase().superRefine(withoutProblem(countryProblem)).openapi({ example: "US" }),
);

const countryRule = lazily(() =>
  z
    .strictObject({ mode: z.enum(["allow", "deny"]), list: z.array(countryCode()).min(1).max(250) })
    .openapi("CountryRule"),
);

export const routingPlan = lazily(() =>
  z
    .strictObject({
      blocked_callers: z.array(callerRule()).max(MAX_CALLERS).default([]).openapi({
        description:
          "Callers that are rejected: phone numbers in E.164, prefixes of numbers like `+1900*`, `anonymous` for all hidden callers, and other addresses as calls show them in `from_address`: `sip:…`, `client:…`, `whatsapp:…`.",
      }),
      countries: orNull(countryRule()).default(null).openapi({
        description:
          "Countries of callers, as Twilio says, or else by the number. `ZZ` stands for no country: hidden callers, SIP addresses and clients, North American toll-free and premium numbers, international networks such as +800.",
      }),
      schedule: orNull(schedule()).default(null),
      callers: z
        .array(z.strictObject({ from: caller(), agent_id: agentId() }).openapi("CallerAgent"))
        .max(MAX_CALLERS)
        .refine(eachCallerOnce, "Each caller may occur once, in one spelling.")
        .default([])
        .openapi({ description: "Callers with an agent of their own." }),
      agents: z
        .array(z.strictObject({ agent_id: agentId(), weight: z.int().min(0).max(1_000) }).openapi("WeightedAgent"))
        .max(MAX_AGENTS)
        .refine((list) => allDiffer(list.map(({ agent_id }) => agent_id)), "Each agent may occur once.")
        .default([])
        .openapi({
          description:
            "Agents that share the calls by weight; they come before the assigned agent. Raising a weight moves callers to that agent only.",
        }),
      sticky: z.boolean().default(false).openapi({ description: "Whether a caller gets the same agent every time." }),
      fallback: orNull(fallback()).default(null).openapi({
        description: "Where a call goes if no agent can be chosen, or if its agent does not answer.",
      }),
    })
    .superRefine((plan, check) => {
      for (const [at, { from }] of plan.callers.entries()) {
        const message = unreachableProblem(from, plan);
        if (message !== null) check.addIssue({ code: "custom", path: ["callers", at, "from"], message });
      }
    })
    .openapi("RoutingPlan"),
);

export type RoutingPlanWire = z.output<ReturnType<typeof routingPlan>>;

const toMinutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const fromMinutes = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

const toSchedule = (wire: NonNullable<RoutingPlanWire["schedule"]>): Schedule => ({
  timeZone: wire.time_zone,
  open: wire.open.map(({ days, from, to }) => ({ days, from: toMinutes(from), to: toMinutes(to) })),
  closedOn: wire.closed_on,
  closed: wire.closed && toFallback(wire.closed),
});

const fromSchedule = (schedule: Schedule): NonNullable<RoutingPlanWire["schedule"]> => ({
  time_zone: schedule.timeZone,
  open: schedule.open.map(({ days, from, to }) => ({ days: [...days], from: fromMinutes(from), to: fromMinutes(to) })),
  closed_on: [...schedule.closedOn],
  closed: schedule.closed && fromFallback(schedule.closed),
});

export const toPlan = (wire: RoutingPlanWire): RoutingPlan => ({
  blockedCallers: wire.blocked_callers,
  countries: wire.countries,
  schedule: wire.schedule && toSchedule(wire.schedule),
  callers: wire.callers.map(({ from, agent_id }) => ({ from, agentId: agent_id })),
  agents: wire.agents.map(({ agent_id, weight }) => ({ agentId: agent_id, weight })),
  sticky: wire.sticky,
  fallback: wire.fallback && toFallback(wire.fallback),
});

export const fromPlan = (plan: RoutingPlan): RoutingPlanWire => ({
  blocked_callers: [...plan.blockedCallers],
  countries: plan.countries && { mode: plan.countries.mode, list: [...plan.countries.list] },
  schedule: plan.schedule && fromSchedule(plan.schedule),
  callers: plan.callers.map(({ from, agentId }) => ({ from, agent_id: agentId })),
  agents: plan.agents.map(({ agentId, weight }) => ({ agent_id: agentId, weight })),
  sticky: plan.sticky,
  fallback: plan.fallback && fromFallback(plan.fallback),
});

export const toRouting = (row: RoutingPlanRow): z.output<typeof numberRouting> => ({
  phone_number_id: row.phoneNumberId,
  version: row.version,
  plan: fromPlan(row.plan),
  valid_from: isoTime(row.validFrom),
  valid_to: isoTimeOrNull(row.validTo),
});

/** The instants for which local times and dates are sure to exist. */
const [firstInstant, lastInstant] = [Date.parse("1970-01-01T00:00:00Z"), Date.parse("2999-12-31T23:59:59Z")];

export const proposedCall = lazily(() =>
  z
    .strictObject({
      phone_number_id: idText().openapi({
        description: "The number that is called: its id, or the number itself in E.164 form.",
      }),
      from: z
        .string()
        .superRefine((text, check) => {
          const naming = nameParty(text);
          if ("problem" in naming) check.addIssue({ code: "custom", message: naming.problem });
        })
        .nullable()
        .default(null)
        .openapi({
          type: ["string", "null"],
          description:
            "The caller, as calls show it in `from_address`; `anonymous` or null for one that hides its number.",
          example: "+14155550123",
        }),
      from_country: country().nullable().default(null).openapi({
        description:
          "The caller's country as Twilio says, as calls show it in `from_country`; null: Twilio does not say.",
      }),
      at: z.iso
        .datetime({ offset: true, abort: true })
        .refine((at) => Date.parse(at) >= firstInstant && Date.parse(at) <= lastInstant, "Must lie from 1970 to 2999.")
        .optional()
        .openapi({ description: "The instant of the call, from 1970 to 2999; now by default." }),
      call_key: z.string().min(1).max(100).default("simulated").openapi({
        description: "Stands for the call's id, which chooses the agent where agents share calls by weight.",
      }),
      agent_id: agentId()
        .nullable()
        .optional()
        .openapi({ description: "Simulate this agent as assigned; null simulates no assigned agent." }),
      plan: orNull(routingPlan())
        .optional()
        .openapi({ description: "Simulate this plan as in force; null simulates no plan." }),
    })
    .openapi("ProposedCall"),
);

function partyIn(from: string, country: string | null): Party {
  const naming = nameParty(from, country ?? undefined);
  return "party" in naming ? naming.party : parseParty("");
}

export const toProposedCall = (wire: z.output<ReturnType<typeof proposedCall>>): ProposedCall => ({
  reference: wire.phone_number_id,
  from: partyIn(wire.from ?? "anonymous", wire.from_country),
  at: wire.at === undefined ? undefined : Date.parse(wire.at),
  callKey: wire.call_key,
  agentId: wire.agent_id,
  plan: wire.plan && toPlan(wire.plan),
});

function destinationOf(outcome: RoutingOutcome): z.output<ReturnType<typeof destination>> | null {
  if (outcome.kind === "agent") return fromDestination(outcome.agent.destination);
  return outcome.kind === "fallback" ? fromFallback(outcome.destination) : null;
}

const toRoutingDecision = ({ outcome, fallback, trace }: Simulation["decision"]): z.output<typeof routingDecision> => ({
  outcome: outcome.kind,
  decided_by: trace.at(-1)?.rule ?? "number",
  agent:
    outcome.kind === "agent"
      ? { id: outcome.agent.id, name: outcome.agent.name, version: outcome.agent.version }
      : null,
  destination: destinationOf(outcome),
  fallback: fallback && fromFallback(fallback),
  trace: trace.map((step) => ({ ...step })),
});

export const toSimulation = ({
  phoneNumberId,
  planVersion,
  call,
  decision,
  attempts,
}: Simulation): z.output<typeof simulation> => ({
  phone_number_id: phoneNumberId,
  phone_number: call.to,
  at: isoTime(call.at),
  plan_version: planVersion,
  decision: toRoutingDecision(decision),
  trunk_attempts: attempts.map((attempt) => ({
    sip_gateway_id: attempt.gateway?.id ?? null,
    to: attempt.gateway === null ? attempt.phoneNumber : attempt.uri,
  })),
});
