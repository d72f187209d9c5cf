import fc from "fast-check";
import { type NumberMoveName, numberMoveNames, numberMoveOf } from "#porting/rules/number-states";
import {
  type MoveCommand,
  type MovePlan,
  type MoveResult,
  type PortingNumberMove,
  planMove,
} from "#porting/rules/plan-move";
import type { MovingNumber, MovingRequest } from "#porting/rules/roll-up";
import {
  type PortingActor,
  portingActors,
  type TransitionName,
  transitionNames,
  transitionOf,
} from "#porting/rules/transitions";

/** Porting requests with their numbers, for tests of the rules. */

export const NOW = Date.parse("2026-11-30T12:00:00Z");
export const DAY = 24 * 60 * 60_000;

export interface World {
  readonly request: MovingRequest;
  readonly numbers: readonly MovingNumber[];
}

export const aRequest = (change: Partial<MovingRequest> = {}): MovingRequest => ({
  status: "in_process",
  path: "operator",
  focAt: null,
  foc: null,
  exception: null,
  ...change,
});

export const aNumber = (serial: number, change: Partial<MovingNumber> = {}): MovingNumber => ({
  id: `pnm_${serial}`,
  e164: `+1415236100${serial}`,
  status: "submitted",
  focAt: null,
  rejection: null,
  ...change,
});

export const draftOf = (count: number): World => ({
  request: aRequest({ status: "draft" }),
  numbers: Array.from({ length: count }, (_, serial) => aNumber(serial, { status: "pending" })),
});

export const facts = { now: NOW, areRequirementsMet: true, hasPassedPreflight: true };

const command = (change: Partial<MoveCommand>): MoveCommand => ({ actor: "operator", facts, ...change });

export const numberMove = (serial: number, name: NumberMoveName, day = 5): PortingNumberMove => ({
  id: `pnm_${serial}`,
  name,
  focAt: name === "confirm_foc" ? NOW + day * DAY : null,
  rejection:
    name === "reject" ? { code: "passcode_pin_invalid", detail: "The PIN is wrong.", carrier_code: null } : null,
});

/** A transition with every field that it could need. */
export const requestMove = (name: TransitionName, day = 5) => ({
  name,
  reason: "The carrier says so.",
  foc: { at: NOW + day * DAY, windowEnd: null, timeZone: null },
  reasons: [{ code: "location_mismatch", detail: "The address is another one.", phone_number: null }],
});

export const after = ({ numbers }: World, plan: MovePlan): World => {
  const changed = new Map(plan.numbers.map(({ isOpen: _, ...number }) => [number.id, number]));
  return { request: plan.request, numbers: numbers.map((number) => changed.get(number.id) ?? number) };
};

export const move = (world: World, change: Partial<MoveCommand>): MoveResult =>
  planMove(world.request, world.numbers, command(change));

/** The world after a command that must be legal. */
export function moved(world: World, change: Partial<MoveCommand>): World {
  const result = move(world, change);
  if (result.kind === "unchanged") return world;
  if (result.kind !== "planned") throw new Error(`${JSON.stringify(change)} is ${JSON.stringify(result)}`);
  return after(world, result.plan);
}

/** Any command for a world of `count` numbers, mostly by an actor that may give it. */
export const anyCommand = (count: number): fc.Arbitrary<MoveCommand> => {
  const day = fc.integer({ min: 0, max: 6 });
  const serial = fc.integer({ min: 0, max: count - 1 });
  const by = (actors: readonly PortingActor[]) =>
    fc.oneof({ arbitrary: fc.constantFrom(...actors), weight: 9 }, fc.constantFrom(...portingActors));
  const ofNumber = fc
    .tuple(serial, fc.constantFrom(...numberMoveNames), day)
    .chain(([at, name, on]) =>
      by(numberMoveOf(name).by).map((actor) => command({ actor, numbers: [numberMove(at, name, on)] })),
    );
  const ofRequest = fc
    .tuple(fc.constantFrom(...transitionNames), day)
    .chain(([name, on]) =>
      by(transitionOf(name).by).map((actor) => command({ actor, requests: [requestMove(name, on)] })),
    );
  return fc.oneof({ arbitrary: ofNumber, weight: 4 }, ofRequest);
};
