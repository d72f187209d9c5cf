// Pure: no I/O, no clock, no randomness.
import { type GuardFacts, standingGuard } from "../rules/guards";
import type { PortingPath, RequestStatus } from "../rules/states";
import { guards, legalTransitions, type PortingActor, type TransitionName, transitionOf } from "../rules/transitions";

interface Standing {
  readonly status: RequestStatus;
  readonly path: PortingPath;
}

interface PossibleMove {
  readonly name: TransitionName;
  readonly to: RequestStatus;
  /** The fields that the move needs. */
  readonly requires: string[];
  readonly summary: string;
}

/** The moves that start from there for the actor, guards aside: as the board shows them. */
export const possibleMoves = (standing: Standing, actor: PortingActor): PossibleMove[] =>
  legalTransitions(standing, actor).map((name) => {
    const { to, requires = [], summary } = transitionOf(name);
    return { name, to, requires: [...requires], summary };
  });

/** The same with the guard that refuses each, as the request's own answers show them. */
export const allowedTransitions = (standing: Standing, actor: PortingActor, facts: Omit<GuardFacts, "now">) =>
  possibleMoves(standing, actor).map((move) => {
    const guard = standingGuard(move.name, facts);
    return { ...move, blocked_by: guard && { guard, detail: guards[guard] } };
  });
