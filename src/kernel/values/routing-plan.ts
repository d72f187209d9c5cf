// Pure: no I/O, no clock, no randomness.
import type { CountryRule } from "./caller-rule";
import type { Fallback } from "./destination";

/** The routing plan of a number: how its calls find an agent, beyond "one agent answers all". */
export interface RoutingPlan {
  /** Callers whose calls are rejected, and prefixes of numbers like `+1900*`. */
  readonly blockedCallers: readonly string[];
  readonly countries: CountryRule | null;
  readonly schedule: Schedule | null;
  /** Agents for specific callers. */
  readonly callers: readonly { readonly from: string; readonly agentId: string }[];
  /** Agents that share the calls by weight. */
  readonly agents: readonly WeightedAgent[];
  /** Whether the same caller gets the same agent each time, as far as the weights allow. */
  readonly sticky: boolean;
  /** Where a call goes if no agent takes or answers it. */
  readonly fallback: Fallback | null;
}

export interface WeightedAgent {
  readonly agentId: string;
  readonly weight: number;
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours on these days, in minutes since local midnight. A `to` at or before `from` is on the next day. */
export interface OpeningHours {
  readonly days: readonly Weekday[];
  readonly from: number;
  readonly to: number;
}

export interface Schedule {
  /** IANA: Europe/Berlin. */
  readonly timeZone: string;
  readonly open: readonly OpeningHours[];
  /** Local dates (2026-12-25) on which nothing opens. */
  readonly closedOn: readonly string[];
  /** Where calls go outside these hours; `null` means the plan's fallback. */
  readonly closed: Fallback | null;
}

/** The ids of all agents in a plan, without duplicates. */
export const agentsIn = ({ agents, callers }: RoutingPlan): string[] => [
  ...new Set([...agents, ...callers].map(({ agentId }) => agentId)),
];
