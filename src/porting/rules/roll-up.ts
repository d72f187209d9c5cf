// Pure: no I/O, no clock, no randomness.
import type { Foc, PortingException, PortReason, Rejection } from "../requests/values";
import { isUnderWay } from "./number-states";
import { isInPort, type PortingNumberStatus, type PortingPath, type RequestStatus } from "./states";
import { isLegal, type PortingActor, type TransitionName } from "./transitions";

/** The fields of a request that moves read and change. Instants are milliseconds UTC. */
export interface MovingRequest {
  readonly status: RequestStatus;
  readonly path: PortingPath;
  readonly focAt: number | null;
  readonly foc: Foc | null;
  readonly exception: PortingException | null;
}

/** The fields of a number that moves read and change. */
export interface MovingNumber {
  readonly id: string;
  readonly e164: string;
  readonly status: PortingNumberStatus;
  readonly focAt: number | null;
  readonly rejection: Rejection | null;
}

/**
 * The transition that a request's numbers ask for, or null if its status says what they say. `actor`: who moved the
 * numbers. Where the table does not let that actor, the platform draws the conclusion itself.
 */
export function rollUp(
  request: MovingRequest,
  numbers: readonly MovingNumber[],
  actor: PortingActor,
): { readonly name: TransitionName; readonly actor: PortingActor } | null {
  const name = isInPort(request.status) && numbers.length > 0 ? askedFor(request, numbers) : null;
  if (name === null) return null;
  const by = [actor, "system", "carrier"] as const;
  const legal = by.find((each) => isLegal(name, request, each));
  return legal ? { name, actor: legal } : null;
}

function askedFor(request: MovingRequest, numbers: readonly MovingNumber[]): TransitionName | null {
  const { status } = request;
  const has = (wanted: PortingNumberStatus) => numbers.some((number) => number.status === wanted);
  const open = numbers.filter((number) => isUnderWay(number.status));
  if (open.length === 0) {
    if (!has("rejected") && !has("canceled")) return "complete";
    if (has("ported")) return "complete_partially";
    if (!has("rejected")) return "confirm_cancellation";
  }
  if (status === "cancel_requested") return null;
  if (status === "exception") return namesAllRejected(request, numbers) ? null : "report_exception";
  if (has("rejected")) return "report_exception";
  if (open.some(({ focAt }) => focAt === null)) return withoutDates(status, open);
  if (status !== "foc_confirmed" && status !== "activating") return "confirm_foc";
  if (has("activating")) return status === "foc_confirmed" ? "start_activation" : null;
  return status === "activating" || earliestFoc(open) !== request.focAt ? "change_foc" : null;
}

/** The date of a request is the earliest of its numbers', and stands only while all of them have one. */
function withoutDates(status: RequestStatus, open: readonly MovingNumber[]): TransitionName | null {
  if (status === "foc_confirmed" || status === "activating") return "withdraw_foc";
  return status !== "in_process" && open.every((number) => number.status !== "pending") ? "start_processing" : null;
}

const namesAllRejected = ({ exception }: MovingRequest, numbers: readonly MovingNumber[]): boolean =>
  numbers.every(
    ({ status, e164, rejection }) =>
      status !== "rejected" ||
      exception?.reasons.some(({ phone_number, code }) => phone_number === e164 && code === rejection?.code),
  );

/** The earliest confirmed instant of numbers that have not moved yet; null: none has one. */
export const earliestFoc = (numbers: readonly MovingNumber[]): number | null =>
  numbers.reduce<number | null>(
    (earliest, { status, focAt }) =>
      isUnderWay(status) && focAt !== null && (earliest === null || focAt < earliest) ? focAt : earliest,
    null,
  );

/** The reasons of an exception that follow from the numbers: those about the whole request stay. */
export const exceptionReasons = ({ exception }: MovingRequest, numbers: readonly MovingNumber[]): PortReason[] => [
  ...(exception?.reasons.filter(({ phone_number }) => phone_number === null) ?? []),
  ...numbers.flatMap(({ e164, status, rejection }) =>
    status === "rejected" && rejection ? [{ ...pick(rejection), phone_number: e164 }] : [],
  ),
];

const pick = ({ code, detail }: Rejection): Pick<Rejection, "code" | "detail"> => ({ code, detail });
