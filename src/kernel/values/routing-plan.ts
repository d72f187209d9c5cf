import type { Fallback } from "./destination";

/** How a number's calls find their agent: the part that goes beyond "this agent takes them all". */
export interface RoutingPlan {
  /** Callers that are turned away. */
  readonly blockedCallers: readonly string[];
  /** Which countries may call, by the caller's number. A caller that shows no number is in no country. */
  readonly countries: { readonly mode: "allow" | "deny"; readonly list: readonly string[] } | null;
  readonly schedule: Schedule | null;
  /** Callers that have an agent of their own. */
  readonly callers: readonly { readonly phoneNumber: string; readonly agentId: string }[];
  /** Agents that share the calls by weight. */
  readonly agents: readonly WeightedAgent[];
  /** Whether a caller gets the same agent every time, as far as weights allow. */
  readonly sticky: boolean;
  /** Where a call goes that no agent takes, or that its agent does not answer. */
  readonly fallback: Fallback | null;
}

export interface WeightedAgent {
  readonly agentId: string;
  readonly weight: number;
}

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours on these days, in minutes since local midnight. `to` at or before `from` is on the next day. */
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
  /** Where calls go outside of these hours; `null` is where the plan falls back to. */
  readonly closed: Fallback | null;
}

/** Every agent that a plan names, once. */
export const agentsIn = ({ agents, callers }: RoutingPlan): string[] => [
  ...new Set([...agents, ...callers].map(({ agentId }) => agentId)),
];
