// Pure: no I/O, no clock, no randomness.
import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { Destination, Fallback } from "#kernel/values/destination";
import { callerCountriesOf } from "#kernel/values/phone";
import type { RoutingPlan, WeightedAgent } from "#kernel/values/routing-plan";
import { dials } from "./dial-loop";
import { drawAgent } from "./draw-agent";
import { isWithinSchedule, localTime } from "./schedule";

/** Decides where a call goes, for real calls and for simulated ones. */

export interface RoutedCall {
  /** E.164; `null` for a caller without one: anonymous, `client:`, `sip:`. */
  readonly from: string | null;
  readonly to: string;
  /** Milliseconds UTC. */
  readonly at: number;
  /** The call's id, or a stand-in: chooses the agent by weight. */
  readonly callKey: string;
}

export interface RoutedAgent {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly destination: Destination;
}

/** The data that routing a call needs, read in one round trip. */
export interface RoutingSnapshot {
  /** With the assigned agent. `null`: the tenant has no such number. */
  readonly number: {
    readonly id: string;
    readonly e164: string;
    readonly status: NumberStatus;
    readonly agentId: string | null;
  } | null;
  readonly plan: RoutingPlan | null;
  readonly planVersion: number | null;
  /** The agents that the assignment and the plan name. A missing one is deleted. */
  readonly agents: readonly RoutedAgent[];
}

export type RoutingOutcome =
  | { readonly kind: "agent"; readonly agent: RoutedAgent; readonly by: "callers" | "weights" | "assignment" }
  | { readonly kind: "fallback"; readonly reason: "closed" | "no_agent"; readonly destination: Fallback }
  | { readonly kind: "rejected"; readonly reason: "blocked_callers" | "countries" }
  | { readonly kind: "closed" | "no_agent" | "suspended" | "not_in_service" };

export const ruleNames = [
  "number",
  "blocked_callers",
  "countries",
  "schedule",
  "callers",
  "weights",
  "assignment",
  "fallback",
] as const;
type RuleName = (typeof ruleNames)[number];

/**
 * A rule that was evaluated. `decided`: it decided the call; `passed`: the next rule is evaluated; `absent`: the plan
 * has no such rule.
 */
interface TraceStep {
  readonly rule: RuleName;
  readonly result: "decided" | "passed" | "absent";
  readonly detail: string;
}

export interface RoutingDecision {
  readonly outcome: RoutingOutcome;
  /** Where the call goes if the agent does not answer. */
  readonly fallback: Fallback | null;
  readonly trace: readonly TraceStep[];
}

interface Look {
  readonly result: TraceStep["result"];
  readonly detail: string;
  readonly outcome?: RoutingOutcome;
}

const absent = (detail: string): Look => ({ result: "absent", detail });
const passed = (detail: string): Look => ({ result: "passed", detail });
const decided = (outcome: RoutingOutcome, detail: string): Look => ({ result: "decided", detail, outcome });

export function routeCall(call: RoutedCall, snapshot: RoutingSnapshot): RoutingDecision {
  const trace: TraceStep[] = [];
  const usable = withoutLoops(call.to, snapshot);
  for (const rule of ruleNames) {
    const { outcome, ...step } = rules[rule](call, usable, snapshot);
    trace.push({ rule, ...step });
    if (outcome) {
      return { outcome, fallback: outcome.kind === "agent" ? (usable.plan?.fallback ?? null) : null, trace };
    }
  }
  return { outcome: { kind: "no_agent" }, fallback: null, trace };
}

/**
 * Treats agents and fallbacks that dial the number itself as missing: such a call would dial the number again and
 * again, each leg at a price.
 */
function withoutLoops(to: string, snapshot: RoutingSnapshot): RoutingSnapshot {
  const { plan, agents } = snapshot;
  const schedule =
    plan?.schedule && dials(plan.schedule.closed, to) ? { ...plan.schedule, closed: null } : plan?.schedule;
  return {
    ...snapshot,
    agents: agents.filter(({ destination }) => !dials(destination, to)),
    plan: plan && {
      ...plan,
      schedule: schedule ?? null,
      fallback: dials(plan.fallback, to) ? null : plan.fallback,
    },
  };
}

const agentNamed = ({ agents }: RoutingSnapshot, id: string): RoutedAgent | undefined =>
  agents.find((agent) => agent.id === id);

/** Why an agent can't be used. */
const whyNot = (whole: RoutingSnapshot, id: string): string =>
  agentNamed(whole, id) ? "dials this number itself" : "is deleted";

/** In the order of evaluation. Each detail is shown to the tenant. */
const rules: Readonly<Record<RuleName, (call: RoutedCall, usable: RoutingSnapshot, whole: RoutingSnapshot) => Look>> = {
  number(_, { number }) {
    if (!number) return decided({ kind: "not_in_service" }, "The tenant has no such number.");
    const { status } = number;
    if (status === "active") return passed("The number is active.");
    if (status === "lost") return passed("The number counts as lost, but it rings, so Twilio still has it.");
    return decided({ kind: status === "suspended" ? "suspended" : "not_in_service" }, `The number is ${status}.`);
  },

  blocked_callers({ from }, { plan }) {
    if (!plan || plan.blockedCallers.length === 0) return absent("No caller is blocked.");
    return from !== null && plan.blockedCallers.includes(from)
      ? decided({ kind: "rejected", reason: "blocked_callers" }, `${from} is blocked.`)
      : passed("The caller is not blocked.");
  },

  countries({ from }, { plan }) {
    if (!plan?.countries) return absent("Callers from all countries are allowed.");
    const { mode, list } = plan.countries;
    const countries = from === null ? [] : callerCountriesOf(from);
    const listed = countries.some((country) => list.includes(country));
    const who = from === null ? "A caller without a number" : `A caller from ${countries.join(", ")}`;
    const what = `is ${listed ? "" : "not "}on the ${mode} list.`;
    return listed === (mode === "allow")
      ? passed(`${who} ${what}`)
      : decided({ kind: "rejected", reason: "countries" }, `${who} ${what}`);
  },

  schedule({ at }, { plan }) {
    const schedule = plan?.schedule;
    if (!schedule) return absent("The plan has no schedule, so it is always open.");
    const { day, date, minute } = localTime(schedule.timeZone, at);
    const time = `${Math.floor(minute / 60)}`.padStart(2, "0") + `:${minute % 60}`.replace(/:(\d)$/, ":0$1");
    const when = `${day} ${date} ${time} in ${schedule.timeZone}`;
    if (isWithinSchedule(schedule, at)) return passed(`It is ${when}, which is open.`);
    const destination = schedule.closed ?? plan.fallback;
    return decided(
      destination ? { kind: "fallback", reason: "closed", destination } : { kind: "closed" },
      `It is ${when}, which is closed.`,
    );
  },

  callers({ from }, snapshot, whole) {
    const { callers } = snapshot.plan ?? { callers: [] };
    if (callers.length === 0) return absent("No caller has an agent of their own.");
    const own = callers.find(({ phoneNumber }) => phoneNumber === from);
    if (!own) return passed("The caller has no agent of their own.");
    const agent = agentNamed(snapshot, own.agentId);
    return agent
      ? decided({ kind: "agent", agent, by: "callers" }, `${from} has an agent of their own: ${agent.id}.`)
      : passed(`${from} has an agent of their own, but ${own.agentId} ${whyNot(whole, own.agentId)}.`);
  },

  weights({ from, to, callKey }, snapshot, whole) {
    const { plan } = snapshot;
    if (!plan || plan.agents.length === 0) return absent("No agents share the calls by weight.");
    const usable = plan.agents.filter(({ agentId }) => agentNamed(snapshot, agentId));
    const others = plan.agents.filter((each) => !usable.includes(each)).map(({ agentId }) => agentId);
    const looping = others.filter((id) => agentNamed(whole, id)).length;
    const gone = others.length - looping;
    const drawn = drawAgent(plan.sticky && from !== null ? `${to} ${from}` : callKey, usable);
    const agent = drawn === null ? undefined : agentNamed(snapshot, drawn);
    const shares =
      sharesOf(usable) +
      (gone > 0 ? `; ${gone} deleted` : "") +
      (looping > 0 ? `; ${looping} dial this number itself` : "");
    return agent
      ? decided(
          { kind: "agent", agent, by: "weights" },
          `${agent.id} was chosen${plan.sticky ? " for this caller" : ""}, by weight: ${shares}.`,
        )
      : passed(`No agent that shares the calls has any weight: ${shares}.`);
  },

  assignment(_, snapshot, whole) {
    const id = snapshot.number?.agentId ?? null;
    if (id === null) return absent("No agent is assigned.");
    const agent = agentNamed(snapshot, id);
    return agent
      ? decided({ kind: "agent", agent, by: "assignment" }, `${id} is assigned.`)
      : passed(`${id} is assigned, but ${whyNot(whole, id)}.`);
  },

  fallback(_, { plan }, whole) {
    const destination = plan?.fallback;
    if (destination) {
      return decided(
        { kind: "fallback", reason: "no_agent", destination },
        "No agent can be chosen, so the call goes to the fallback.",
      );
    }
    const why = whole.plan?.fallback ? "the fallback dials this number itself" : "the plan has no fallback";
    return decided({ kind: "no_agent" }, `No agent can be chosen, and ${why}.`);
  },
};

function sharesOf(agents: readonly WeightedAgent[]): string {
  const total = agents.reduce((sum, { weight }) => sum + weight, 0);
  const percent = (weight: number): number => (total === 0 ? 0 : Math.round((weight / total) * 1_000) / 10);
  return agents.map(({ agentId, weight }) => `${agentId} ${percent(weight)} %`).join(", ") || "no agent";
}
