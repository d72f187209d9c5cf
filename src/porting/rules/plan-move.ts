// Pure: no I/O, no clock, no randomness.
import type { Foc, PortReason, Rejection } from "../requests/values";
import { type GuardFacts, refusingGuard } from "./guards";
import { isLegalNumberMove, isOpenNumber, type NumberMoveName, numberMoveOf, numbersFollow } from "./number-states";
import { earliestFoc, exceptionReasons, type MovingNumber, type MovingRequest, rollUp } from "./roll-up";
import type { PortingNumberStatus, RequestStatus } from "./states";
import {
  type Guard,
  isLegal,
  type PortingActor,
  type TransitionField,
  type TransitionName,
  transitionOf,
} from "./transitions";

export interface ConfirmedFoc extends Foc {
  readonly at: number;
}

/** A transition of the whole request with its fields. */
export interface RequestMove {
  readonly name: TransitionName;
  readonly reason?: string | null;
  readonly foc?: ConfirmedFoc | null;
  readonly reasons?: readonly PortReason[] | null;
}

/** A move of one number with its fields. */
export interface PortingNumberMove {
  readonly id: string;
  readonly name: NumberMoveName;
  readonly focAt?: number | null;
  readonly rejection?: Rejection | null;
  readonly reason?: string | null;
}

/** Moves to make together, in order: those of the numbers come first, then the request's. */
export interface MoveCommand {
  readonly numbers?: readonly PortingNumberMove[];
  readonly requests?: readonly RequestMove[];
  readonly actor: PortingActor;
  readonly facts: Pick<GuardFacts, "now" | "areRequirementsMet" | "hasPassedPreflight">;
}

/** A transition that a plan makes. */
export interface Step {
  readonly name: TransitionName;
  readonly from: RequestStatus;
  readonly to: RequestStatus;
  readonly actor: PortingActor;
  readonly reason: string | null;
}

/** Numbers that a plan moves alike, other than along with the whole request. */
export interface PortingNumberStep {
  readonly name: NumberMoveName;
  readonly status: PortingNumberStatus;
  readonly focAt: number | null;
  readonly rejection: Rejection | null;
  readonly reason: string | null;
  readonly numbers: readonly string[];
}

export interface MovePlan {
  readonly request: MovingRequest;
  /** The numbers that change, as they become. */
  readonly numbers: readonly (MovingNumber & { readonly isOpen: boolean })[];
  readonly steps: readonly Step[];
  readonly numberSteps: readonly PortingNumberStep[];
}

export type MoveRefusal =
  | { readonly kind: "illegal" }
  | { readonly kind: "guarded"; readonly guard: Guard }
  | { readonly kind: "missing"; readonly field: TransitionField }
  | { readonly kind: "illegal_number"; readonly number: MovingNumber; readonly name: NumberMoveName };

export type MoveResult =
  | { readonly kind: "planned"; readonly plan: MovePlan }
  /** Request and numbers are as the command wants them already. */
  | { readonly kind: "unchanged" }
  | MoveRefusal;

/** A roll-up asks for two transitions at most, one after the other; more would be a circle in the tables. */
const MAX_ROLL_UPS = 4;

/** The changes that a command makes, with the transitions that follow from the numbers. */
export function planMove(
  request: MovingRequest,
  numbers: readonly MovingNumber[],
  { numbers: numberMoves = [], requests = [], actor, facts }: MoveCommand,
): MoveResult {
  const moved = moveNumbers(request, numbers, numberMoves, actor);
  if (moved.kind !== "moved") return moved;
  const start: State = { request, numbers: moved.numbers, steps: [] };
  let state = numberMoves.length === 0 ? start : rolledUp(start, actor, facts.now);
  for (const move of requests) {
    if (isRepeat(state.request, move, actor)) continue;
    const refusal = refusalOf(state, move, actor, facts);
    if (refusal) return refusal;
    state = rolledUp(take(state, move, actor, facts.now, true), actor, facts.now);
  }
  const plan = planOf(request, numbers, state, stepsOf(numberMoves, numbers, state.numbers));
  return plan.steps.length + plan.numbers.length === 0 ? { kind: "unchanged" } : { kind: "planned", plan };
}

/** The state after the transitions that the numbers ask for. */
function rolledUp(before: State, actor: PortingActor, now: number): State {
  let state = before;
  for (let left = MAX_ROLL_UPS; left > 0; left -= 1) {
    const next = rollUp(state.request, state.numbers, actor);
    if (!next) break;
    state = take(state, derivedMove(next.name, state), next.actor, now, false);
  }
  return state;
}

/** Whether the request is where the move leads, with the same fields. */
function isRepeat(request: MovingRequest, { name, foc, reasons }: RequestMove, actor: PortingActor): boolean {
  const { to, by, effects = [] } = transitionOf(name);
  if (request.status !== to || !by.includes(actor)) return false;
  if (effects.includes("sets_foc")) return isSameFoc(request, foc);
  return !effects.includes("sets_exception") || JSON.stringify(request.exception?.reasons) === JSON.stringify(reasons);
}

const isSameFoc = ({ focAt, foc }: MovingRequest, asked: ConfirmedFoc | null | undefined): boolean =>
  focAt !== null &&
  focAt === asked?.at &&
  (foc?.windowEnd ?? null) === asked.windowEnd &&
  (foc?.timeZone ?? null) === asked.timeZone;

interface State {
  readonly request: MovingRequest;
  readonly numbers: readonly MovingNumber[];
  readonly steps: readonly Step[];
}

function refusalOf(
  { request, numbers }: State,
  move: RequestMove,
  actor: PortingActor,
  facts: MoveCommand["facts"],
): MoveRefusal | null {
  const { name } = move;
  if (!isLegal(name, request, actor)) return { kind: "illegal" };
  const field = transitionOf(name).requires?.find((required) => !hasField(move, required));
  if (field) return { kind: "missing", field };
  const statuses = numbers.map(({ status }) => status);
  const guard = refusingGuard(name, { ...facts, focAt: request.focAt ?? nextPortOf(numbers), numbers: statuses });
  return guard && { kind: "guarded", guard };
}

/** When the first of the numbers moves, even if the request as a whole has no date (ms UTC); null: none has a date. */
function nextPortOf(numbers: readonly MovingNumber[]): number | null {
  const dates = numbers.flatMap(({ status, focAt }) =>
    focAt !== null && (status === "foc_confirmed" || status === "activating") ? [focAt] : [],
  );
  return dates.length === 0 ? null : Math.min(...dates);
}

const hasField = ({ reason, foc, reasons }: RequestMove, field: TransitionField): boolean => {
  switch (field) {
    case "reason":
      return typeof reason === "string" && reason !== "";
    case "foc":
      return foc !== undefined && foc !== null;
    case "reasons":
      return reasons !== undefined && reasons !== null && reasons.length > 0;
  }
};

/** The state after a transition. `leads`: the numbers follow the request, rather than the reverse. */
function take(state: State, move: RequestMove, actor: PortingActor, now: number, leads: boolean): State {
  const { name, reason = null, foc = null, reasons = null } = move;
  const row = transitionOf(name);
  const { request } = state;
  const has = (effect: NonNullable<typeof row.effects>[number]) => row.effects?.includes(effect) ?? false;
  const follow = leads ? numbersFollow[name] : undefined;
  return {
    request: {
      ...request,
      status: row.to,
      ...(has("sets_foc") && foc && { focAt: foc.at, foc: { windowEnd: foc.windowEnd, timeZone: foc.timeZone } }),
      ...(has("clears_foc") && { focAt: null, foc: null }),
      ...(has("sets_exception") && reasons && { exception: { reasons, since: request.exception?.since ?? now } }),
      ...(has("clears_exception") && { exception: null }),
    },
    numbers: follow ? state.numbers.map((number) => following(number, follow, foc?.at ?? null)) : state.numbers,
    steps: [...state.steps, { name, from: request.status, to: row.to, actor, reason }],
  };
}

const following = (number: MovingNumber, name: NumberMoveName, focAt: number | null): MovingNumber =>
  numberMoveOf(name).from.includes(number.status) ? afterNumberMove(number, { id: number.id, name, focAt }) : number;

/** The number after a legal move. */
function afterNumberMove(
  number: MovingNumber,
  { name, focAt = null, rejection = null }: PortingNumberMove,
): MovingNumber {
  const { to } = numberMoveOf(name);
  const keepsFoc = name === "start_activation" || name === "port";
  return {
    ...number,
    status: to,
    focAt: name === "confirm_foc" ? focAt : keepsFoc ? number.focAt : null,
    rejection: name === "reject" ? rejection : name === "cancel" ? number.rejection : null,
  };
}

/** Whether the number is as the move would make it. */
function isDone(number: MovingNumber, { name, focAt = null, rejection = null }: PortingNumberMove): boolean {
  if (name === "confirm_foc" && number.status === "activating") return number.focAt === focAt;
  if (number.status !== numberMoveOf(name).to) return false;
  if (name === "confirm_foc") return number.focAt === focAt;
  return name === "reject" ? number.rejection?.code === rejection?.code : true;
}

type MovedNumbers =
  | { readonly kind: "moved"; readonly numbers: readonly MovingNumber[] }
  | Extract<MoveRefusal, { kind: "illegal_number" }>;

function moveNumbers(
  { status }: MovingRequest,
  numbers: readonly MovingNumber[],
  moves: readonly PortingNumberMove[],
  actor: PortingActor,
): MovedNumbers {
  const byId = new Map(numbers.map((number) => [number.id, number]));
  for (const move of moves) {
    const number = byId.get(move.id);
    if (!number || isDone(number, move)) continue;
    if (!isLegalNumberMove(move.name, { request: status, number: number.status }, actor))
      return { kind: "illegal_number", number, name: move.name };
    byId.set(move.id, afterNumberMove(number, move));
  }
  return { kind: "moved", numbers: [...byId.values()] };
}

/** The fields of a transition that the numbers ask for. */
function derivedMove(name: TransitionName, { request, numbers }: State): RequestMove {
  switch (name) {
    case "confirm_foc":
    case "change_foc": {
      const at = earliestFoc(numbers);
      return { name, foc: at === null ? null : { at, windowEnd: null, timeZone: request.foc?.timeZone ?? null } };
    }
    case "withdraw_foc":
      return { name, reason: "Not every number has a confirmed date any more." };
    case "report_exception":
      return { name, reasons: exceptionReasons(request, numbers) };
    default:
      return { name };
  }
}

const isSame = (a: MovingNumber, b: MovingNumber): boolean =>
  a.status === b.status && a.focAt === b.focAt && a.rejection === b.rejection;

function planOf(
  before: MovingRequest,
  numbers: readonly MovingNumber[],
  { request, numbers: after, steps }: State,
  numberSteps: readonly PortingNumberStep[],
): MovePlan {
  const changed = after.flatMap((number, at) => {
    const was = numbers[at];
    const isOpen = isOpenNumber(request.status, number.status);
    const wasOpen = was !== undefined && isOpenNumber(before.status, was.status);
    return was && isSame(was, number) && isOpen === wasOpen ? [] : [{ ...number, isOpen }];
  });
  return { request, numbers: changed, steps, numberSteps };
}

/** The moves of single numbers, those alike together. */
function stepsOf(
  moves: readonly PortingNumberMove[],
  before: readonly MovingNumber[],
  after: readonly MovingNumber[],
): PortingNumberStep[] {
  const byId = new Map(moves.map((move) => [move.id, move]));
  const groups = new Map<string, PortingNumberStep & { readonly numbers: string[] }>();
  after.forEach((number, at) => {
    const move = byId.get(number.id);
    const was = before[at];
    if (!move || !was || isSame(was, number)) return;
    const { status, focAt, rejection } = number;
    const step = { name: move.name, status, focAt, rejection, reason: move.reason ?? null };
    const key = JSON.stringify(step);
    const group = groups.get(key) ?? { ...step, numbers: [] };
    group.numbers.push(number.e164);
    groups.set(key, group);
  });
  return [...groups.values()];
}
