// Pure: no I/O, no clock, no randomness.
import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import { findCountry, ruleFor } from "#kernel/values/caller-rule";
import type { Destination, Fallback } from "#kernel/values/destination";
import { isIdentified, type Party, partyKey } from "#kernel/values/party";
import type { RoutingPlan, WeightedAgent } from "#kernel/values/routing-plan";
import { dials } from "./dialled-numbers";
import { drawAgent } from "./draw-agent";
import { isWithinSchedule, localTime } from "./schedule";

/** Decides where a call goes, for real calls and for simulated ones. */

export interface RoutedCall {
  readonly from: Party;
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
  /** Set while the tenant is suspended or closed: no call is routed. `announcement: null`: the platform's. */
  readonly stopped?: { readonly announcement: string | null };
  /** Whether agents may answer with TwiML of the tenant's own: it runs in the number's Twilio account. */
  readonly mayRedirect: boolean;
  readonly plan: RoutingPlan | null;
  readonly planVersion: number | null;
  /** The agents that the assignment and the plan name. A missing one is deleted. */
  readonly agents: readonly RoutedAgent[];
}

export type RoutingOutcome =
  | { readonly kind: "agent"; readonly agent: RoutedAgent; readonly by: "callers" | "weights" | "assignment" }
  | { readonly kind: "fallback"; readonly reason: "closed" | "no_agent"; readonly destination: Fallback }
  | { readonly kind: "rejected"; readonly reason: "blocked_callers" | "countries" }
  | { readonly kind: "suspended"; readonly announcement?: string | null }
  | { readonly kind: "closed" | "no_agent" | "not_in_service" };

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

/** The details of rules that the plan does not have. They do not depend on the call, so no call stores them. */
export const absentDetails = {
  blocked_callers: "No caller is blocked.",
  countries: "Callers from all countries are allowed.",
  schedule: "The plan has no schedule, so it is always open.",
  callers: "No caller has an agent of their own.",
  weights: "No agents share the calls by weight.",
  assignment: "No agent is assigned.",
} as const satisfies Partial<Record<RuleName, string>>;

/**
 * A rule that was evaluated. `decided`: it decided the call; `passed`: the next rule is evaluated; `absent`: the plan
 * has no such rule.
 */
export interface TraceStep {
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

const absent = (rule: keyof typeof absentDetails): Look => ({ result: "absent", detail: absentDetails[rule] });
const passed = (detail: string): Look => ({ result: "passed", detail });
const decided = (outcome: RoutingOutcome, detail: string): Look => ({ result: "decided", detail, outcome });

export function routeCall(call: RoutedCall, snapshot: RoutingSnapshot): RoutingDecision {
  const trace: TraceStep[] = [];
  const usable = onlyUsable(call.to, snapshot);
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
 * again, each leg at a price. So are agents that redirect where the tenant's TwiML may not run.
 *
 * **Invariant:** a tenant's own TwiML never runs in the platform's Twilio account, unless the platform allows it: there
 * it could dial from any number of the account.
 */
function onlyUsable(to: string, snapshot: RoutingSnapshot): RoutingSnapshot {
  const { plan, agents, mayRedirect } = snapshot;
  const schedule =
    plan?.schedule && dials(plan.schedule.closed, to) ? { ...plan.schedule, closed: null } : plan?.schedule;
  return {
    ...snapshot,
    agents: agents.filter(
      ({ destination }) => !dials(destination, to) && (mayRedirect || destination.kind !== "redirect"),
    ),
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
function whyNot(whole: RoutingSnapshot, id: string): string {
  const agent = agentNamed(whole, id);
  if (!agent) return "is deleted";
  return isRedirecting(agent)
    ? "answers with your own TwiML, which may not run in the platform's Twilio account"
    : "dials this number itself";
}

const isRedirecting = ({ destination }: RoutedAgent): boolean => destination.kind === "redirect";

/** In the order of evaluation. Each detail is shown to the tenant. */
const rules: Readonly<Record<RuleName, (call: RoutedCall, usable: RoutingSnapshot, whole: RoutingSnapshot) => Look>> = {
  number(_, { number, stopped }) {
    if (!number) return decided({ kind: "not_in_service" }, "The tenant has no such number.");
    if (stopped) return decided({ kind: "suspended", ...stopped }, "The platform has suspended or closed the tenant.");
    const { status } = number;
    if (status === "active") return passed("The number is active.");
    if (status === "lost") return passed("The number counts as lost, but it rings, so Twilio still has it.");
    return decided({ kind: status === "suspended" ? "suspended" : "not_in_service" }, `The number is ${status}.`);
  },

  blocked_callers({ from }, { plan }) {
    if (!plan || plan.blockedCallers.length === 0) return absent("blocked_callers");
    const rule = ruleFor(plan.blockedCallers, from);
    return rule === null
      ? passed("The caller is not blocked.")
      : decided(
          { kind: "rejected", reason: "blocked_callers" },
          `${nameOf(from)} is blocked${asRuleSays(rule, from)}.`,
        );
  },

  countries({ from }, { plan }) {
    if (!plan?.countries) return absent("countries");
    const { countries, isListed, isAdmitted } = findCountry(plan.countries, from);
    const detail = `A caller from ${countries.join(", ")} is ${isListed ? "" : "not "}on the ${plan.countries.mode} list.`;
    return isAdmitted ? passed(detail) : decided({ kind: "rejected", reason: "countries" }, detail);
  },

  schedule({ at }, { plan }) {
    const schedule = plan?.schedule;
    if (!schedule) return absent("schedule");
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
    if (callers.length === 0) return absent("callers");
    const rule = ruleFor(
      callers.map((caller) => caller.from),
      from,
    );
    const own = callers.find((caller) => caller.from === rule);
    if (!own) return passed("The caller has no agent of their own.");
    const agent = agentNamed(snapshot, own.agentId);
    return agent
      ? decided({ kind: "agent", agent, by: "callers" }, `${nameOf(from)} has an agent of their own: ${agent.id}.`)
      : passed(`${nameOf(from)} has an agent of their own, but ${own.agentId} ${whyNot(whole, own.agentId)}.`);
  },

  weights({ from, to, callKey }, snapshot, whole) {
    const { plan } = snapshot;
    if (!plan || plan.agents.length === 0) return absent("weights");
    const usable = plan.agents.filter(({ agentId }) => agentNamed(snapshot, agentId));
    const others = plan.agents.filter((each) => !usable.includes(each)).map(({ agentId }) => agentId);
    const existing = others.flatMap((id) => agentNamed(whole, id) ?? []);
    const refused = existing.filter(isRedirecting).length;
    const looping = existing.length - refused;
    const gone = others.length - existing.length;
    const drawn = drawAgent(plan.sticky && isIdentified(from) ? `${to} ${partyKey(from)}` : callKey, usable);
    const agent = drawn === null ? undefined : agentNamed(snapshot, drawn);
    const shares =
      sharesOf(usable) +
      (gone > 0 ? `; ${gone} deleted` : "") +
      (refused > 0 ? `; ${refused} answer with TwiML that may not run here` : "") +
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
    if (id === null) return absent("assignment");
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

const nameOf = ({ kind, address }: Party): string => (kind === "anonymous" ? "A hidden caller" : address);

/** The rule that found the caller, where it reads differently. */
const asRuleSays = (rule: string, { kind, address }: Party): string =>
  kind === "anonymous" || rule === address ? "" : ` by ${rule}`;

function sharesOf(agents: readonly WeightedAgent[]): string {
  const total = agents.reduce((sum, { weight }) => sum + weight, 0);
  const percent = (weight: number): number => (total === 0 ? 0 : Math.round((weight / total) * 1_000) / 10);
  return agents.map(({ agentId, weight }) => `${agentId} ${percent(weight)} %`).join(", ") || "no agent";
}
