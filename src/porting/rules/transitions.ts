// Pure: no I/O, no clock, no randomness.
import { type PortingPath, type RequestStatus, requestStatuses } from "./states";

/** Who can make a transition. `carrier`: what Twilio reports. `system`: the platform's own jobs. */
export const portingActors = ["customer", "operator", "carrier", "system"] as const;
export type PortingActor = (typeof portingActors)[number];

/** The input that a transition needs. */
export type TransitionField = "reason" | "foc" | "reasons";

/** A condition beside the status. The texts of refusals are in `guards`. */
export const guardNames = [
  "requirements_met",
  "preflight_passed",
  "not_within_48_hours_of_foc",
  "no_number_ported",
  "all_numbers_ported",
  "some_numbers_ported_and_none_open",
] as const;
export type Guard = (typeof guardNames)[number];

/** A consequence of a transition besides the new status. */
type Effect =
  | "opens_numbers"
  | "sends_to_carrier"
  | "cancels_at_carrier"
  | "closes_numbers"
  | "sets_foc"
  | "clears_foc"
  | "sets_exception"
  | "clears_exception";

interface Row {
  readonly from: readonly RequestStatus[];
  readonly to: RequestStatus;
  readonly by: readonly PortingActor[];
  /** Missing: on both paths. */
  readonly path?: PortingPath;
  readonly guards?: readonly Guard[];
  readonly requires?: readonly TransitionField[];
  readonly effects?: readonly Effect[];
  /** One sentence for the API document and the guides. */
  readonly summary: string;
}

const withCarrier = ["submitted", "awaiting_signature", "in_process", "foc_confirmed", "activating"] as const;
const carriersWord = ["operator", "carrier"] as const;

/**
 * The state machine of porting requests: every legal move, who can make it and what it needs and does. The API, the
 * carrier's updates, the jobs, the share page and the guides use this one table.
 */
const transitions = {
  submit: {
    from: ["draft"],
    to: "submitted",
    by: ["customer", "operator"],
    guards: ["requirements_met", "preflight_passed"],
    effects: ["opens_numbers", "sends_to_carrier"],
    summary: "The customer hands the request in.",
  },
  request_signature: {
    from: ["submitted"],
    to: "awaiting_signature",
    by: carriersWord,
    summary: "The authorized person is asked to sign the letter of authorization.",
  },
  start_processing: {
    from: ["submitted", "awaiting_signature"],
    to: "in_process",
    by: carriersWord,
    summary: "The losing carrier has the request.",
  },
  confirm_foc: {
    from: ["submitted", "awaiting_signature", "in_process", "exception"],
    to: "foc_confirmed",
    by: carriersWord,
    requires: ["foc"],
    effects: ["sets_foc", "clears_exception"],
    summary: "The losing carrier confirms the date of the port.",
  },
  change_foc: {
    from: ["foc_confirmed", "activating"],
    to: "foc_confirmed",
    by: carriersWord,
    requires: ["foc"],
    effects: ["sets_foc"],
    summary: "The date of the port changes.",
  },
  withdraw_foc: {
    from: ["foc_confirmed", "activating"],
    to: "in_process",
    by: carriersWord,
    requires: ["reason"],
    effects: ["clears_foc"],
    summary: "The losing carrier withdraws the date of the port.",
  },
  start_activation: {
    from: ["foc_confirmed"],
    to: "activating",
    by: ["operator", "carrier", "system"],
    summary: "The time of the port has come, and the numbers move.",
  },
  complete: {
    from: [...withCarrier, "exception", "cancel_requested"],
    to: "completed",
    by: ["system"],
    guards: ["all_numbers_ported"],
    effects: ["closes_numbers", "clears_exception"],
    summary: "Every number has moved and is in service.",
  },
  complete_partially: {
    from: [...withCarrier, "exception", "cancel_requested"],
    to: "partial",
    by: ["system"],
    guards: ["some_numbers_ported_and_none_open"],
    effects: ["closes_numbers", "clears_exception"],
    summary: "Some numbers have moved, and the others will not.",
  },
  report_exception: {
    from: [...withCarrier, "exception"],
    to: "exception",
    by: [...carriersWord, "system"],
    requires: ["reasons"],
    effects: ["sets_exception", "clears_foc"],
    summary: "The losing carrier or Twilio refuses something that the customer must correct.",
  },
  resubmit: {
    from: ["exception"],
    to: "submitted",
    by: ["customer", "operator"],
    guards: ["requirements_met", "preflight_passed"],
    effects: ["clears_exception", "sends_to_carrier"],
    summary: "The customer hands the corrected request in again.",
  },
  resolve_exception: {
    from: ["exception"],
    to: "in_process",
    by: carriersWord,
    effects: ["clears_exception"],
    summary: "The losing carrier goes on without a new submission.",
  },
  request_cancellation: {
    from: [...withCarrier, "exception"],
    to: "cancel_requested",
    by: ["customer", "operator", "system"],
    guards: ["not_within_48_hours_of_foc"],
    effects: ["cancels_at_carrier", "clears_exception"],
    summary: "The customer asks to cancel, or never corrected an exception; the carrier has to agree.",
  },
  refuse_cancellation: {
    from: ["cancel_requested"],
    to: "in_process",
    by: carriersWord,
    requires: ["reason"],
    summary: "The carrier does not cancel any more, so the port goes on.",
  },
  confirm_cancellation: {
    from: [...withCarrier, "exception", "cancel_requested"],
    to: "canceled",
    by: [...carriersWord, "system"],
    guards: ["no_number_ported"],
    effects: ["closes_numbers", "clears_exception", "clears_foc"],
    summary: "The request is canceled, and no number moves.",
  },
  discard: {
    from: ["draft"],
    to: "canceled",
    by: ["customer", "operator"],
    summary: "The customer cancels a request that was never handed in.",
  },
  expire: {
    from: ["draft", "awaiting_signature"],
    to: "expired",
    by: ["system", "carrier"],
    guards: ["no_number_ported"],
    effects: ["closes_numbers"],
    summary: "The draft was not changed, or the letter of authorization not signed, in time.",
  },
} as const satisfies Record<string, Row>;

export type TransitionName = keyof typeof transitions;
export const transitionNames = Object.keys(transitions) as readonly TransitionName[];

export const transitionOf = (name: TransitionName): Row => transitions[name];

export interface Standing {
  readonly status: RequestStatus;
  readonly path: PortingPath;
}

/** Whether the actor can make the move from there, guards aside. */
export const isLegal = (name: TransitionName, { status, path }: Standing, actor: PortingActor): boolean => {
  const row = transitionOf(name);
  return row.from.includes(status) && row.by.includes(actor) && (row.path ?? path) === path;
};

/** The moves that the actor can make from there, guards aside. */
export const legalTransitions = (standing: Standing, actor: PortingActor): TransitionName[] =>
  transitionNames.filter((name) => isLegal(name, standing, actor));

/** The statuses that can follow a status, by any actor. */
export const successorsOf = (status: RequestStatus): RequestStatus[] =>
  requestStatuses.filter((to) =>
    transitionNames.some((name) => transitionOf(name).to === to && transitionOf(name).from.includes(status)),
  );

/** Why a guard refuses a move: the detail of the problem. */
export const guards: Readonly<Record<Guard, string>> = {
  requirements_met: "Requirements are not met. `requirements` names what is missing.",
  preflight_passed: "The pre-flight check found errors. `preflight.findings` names each with its fix.",
  not_within_48_hours_of_foc:
    "The port is less than 48 hours away, and the carriers do not cancel it any more. Ask the platform, or release the numbers afterwards.",
  no_number_ported: "Numbers of this request have moved already, so it ends as `partial` or `completed`.",
  all_numbers_ported: "Not every number has moved.",
  some_numbers_ported_and_none_open: "No number has moved, or some are still open.",
};
