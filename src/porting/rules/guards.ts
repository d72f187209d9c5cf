// Pure: no I/O, no clock, no randomness.
import type { PortingNumberStatus } from "./states";
import { type Guard, type TransitionName, transitionOf } from "./transitions";

/** Carriers do not cancel a port any more this long before its instant. */
const NO_CANCELLATION_MS = 48 * 60 * 60_000;

/** The facts that guards look at. */
export interface GuardFacts {
  /** Milliseconds UTC. */
  readonly now: number;
  /** The confirmed instant of the port, milliseconds UTC; null: none. */
  readonly focAt: number | null;
  /** The statuses of the request's numbers. */
  readonly numbers: readonly PortingNumberStatus[];
  readonly areRequirementsMet: boolean;
  readonly hasPassedPreflight: boolean;
}

const holds: Readonly<Record<Guard, (facts: GuardFacts) => boolean>> = {
  requirements_met: ({ areRequirementsMet }) => areRequirementsMet,
  preflight_passed: ({ hasPassedPreflight }) => hasPassedPreflight,
  not_within_48_hours_of_foc: ({ focAt, now }) => focAt === null || focAt - now >= NO_CANCELLATION_MS,
  no_number_ported: ({ numbers }) => !numbers.includes("ported"),
  all_numbers_ported: ({ numbers }) => numbers.length > 0 && numbers.every((status) => status === "ported"),
  some_numbers_ported_and_none_open: ({ numbers }) =>
    numbers.includes("ported") &&
    numbers.some((status) => status !== "ported") &&
    numbers.every((status) => status === "ported" || status === "rejected" || status === "canceled"),
};

/**
 * The first guard that refuses the move whatever the time is; null: none does. Answers show it, and do not change with
 * the clock.
 */
export const standingGuard = (name: TransitionName, facts: Omit<GuardFacts, "now">): Guard | null =>
  refusingGuard(name, { ...facts, now: Number.NEGATIVE_INFINITY });

/** The first guard that refuses the move; null: none does. */
export const refusingGuard = (name: TransitionName, facts: GuardFacts): Guard | null =>
  transitionOf(name).guards?.find((guard) => !holds[guard](facts)) ?? null;
