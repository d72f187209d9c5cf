// Pure: no I/O, no clock, no randomness.
import { isInPort, type PortingNumberStatus, type RequestStatus } from "./states";
import type { PortingActor, TransitionName } from "./transitions";

/** Statuses of a number that may still move without a correction. */
const underWay = ["pending", "submitted", "foc_confirmed", "activating"] as const;
export const isUnderWay = (status: PortingNumberStatus): boolean => underWay.some((each) => each === status);

/** Statuses of a number that nothing follows. A rejected number can be sent again with a correction. */
const isOver = (status: PortingNumberStatus): boolean => status === "ported" || status === "canceled";

/** Whether the number is in an open port, of which it has one at most over all tenants. */
export const isOpenNumber = (request: RequestStatus, number: PortingNumberStatus): boolean =>
  isInPort(request) && !isOver(number);

/** The input that a move of a number needs. */
type NumberField = "foc" | "rejection";

interface NumberRow {
  readonly from: readonly PortingNumberStatus[];
  readonly to: PortingNumberStatus;
  readonly by: readonly PortingActor[];
  readonly requires?: NumberField;
  /** One sentence for the API document and the guides. */
  readonly summary: string;
}

const carriersWord = ["operator", "carrier"] as const;
const unsettled = [...underWay, "rejected"] as const;

/**
 * The state machine of a number in a porting request that is with the platform or a carrier. Carriers report late and
 * out of order, so their word can move a number from any status that something can follow.
 */
const numberMoves = {
  send: {
    from: ["pending", "rejected"],
    to: "submitted",
    by: [...carriersWord, "system"],
    summary: "The losing carrier has the number's port.",
  },
  confirm_foc: {
    from: unsettled,
    to: "foc_confirmed",
    by: carriersWord,
    requires: "foc",
    summary: "The losing carrier confirms or changes the number's date.",
  },
  withdraw_foc: {
    from: ["foc_confirmed", "activating"],
    to: "submitted",
    by: carriersWord,
    summary: "The losing carrier withdraws the number's date.",
  },
  start_activation: {
    from: ["foc_confirmed"],
    to: "activating",
    by: [...carriersWord, "system"],
    summary: "The number moves.",
  },
  port: {
    from: unsettled,
    to: "ported",
    by: ["system"],
    summary: "The number is proved to be in the platform's account, and is configured.",
  },
  reject: {
    from: unsettled,
    to: "rejected",
    by: carriersWord,
    requires: "rejection",
    summary: "The losing carrier refuses the number until something is corrected.",
  },
  resend: {
    from: unsettled,
    to: "pending",
    by: ["system"],
    summary: "The number is sent again with the corrected request.",
  },
  cancel: {
    from: unsettled,
    to: "canceled",
    by: [...carriersWord, "system"],
    summary: "The number stays with its carrier.",
  },
} as const satisfies Record<string, NumberRow>;

export type NumberMoveName = keyof typeof numberMoves;
export const numberMoveNames = Object.keys(numberMoves) as readonly NumberMoveName[];

export const numberMoveOf = (name: NumberMoveName): NumberRow => numberMoves[name];

/** Whether the actor can move a number so. */
export const isLegalNumberMove = (
  name: NumberMoveName,
  { request, number }: { readonly request: RequestStatus; readonly number: PortingNumberStatus },
  actor: PortingActor,
): boolean => {
  const { from, by } = numberMoveOf(name);
  return isInPort(request) && from.includes(number) && by.includes(actor);
};

/** The move of a request's numbers that a transition of the whole request brings with it. */
export const numbersFollow: Readonly<Partial<Record<TransitionName, NumberMoveName>>> = {
  start_processing: "send",
  resolve_exception: "send",
  confirm_foc: "confirm_foc",
  change_foc: "confirm_foc",
  withdraw_foc: "withdraw_foc",
  start_activation: "start_activation",
  resubmit: "resend",
  confirm_cancellation: "cancel",
  discard: "cancel",
  expire: "cancel",
};
