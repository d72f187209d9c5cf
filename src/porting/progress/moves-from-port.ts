// Pure: no I/O, no clock, no randomness.
import type { CarrierPort, CarrierPortNumber, CarrierReason } from "#kernel/ports/carrier-porting";
import type { PortingReasonCode } from "#kernel/values/porting-reasons";
import type { CarrierState, PortReason, Rejection } from "../requests/values";
import type { NumberMoveName } from "../rules/number-states";
import type { PortingNumberMove, RequestMove } from "../rules/plan-move";
import { explain } from "../rules/reasons";
import type { MovingNumber, MovingRequest } from "../rules/roll-up";
import { isInPort } from "../rules/states";

/**
 * Compares a port as Twilio shows it with the stored request, and says what has to move. The result depends on the two
 * and the time alone, not on how many earlier states were seen: a webhook that is lost, late or doubled changes
 * nothing. The moves of a request that follow from its numbers are not named here: `rollUp` derives them.
 */

/** The stored facts about a request that decide its moves. */
export interface StoredRequest extends MovingRequest {
  readonly carrier: CarrierState | null;
}

export interface StoredNumber extends MovingNumber {
  readonly carrierNumberId: string | null;
  readonly carrierStatus: string | null;
}

/** Twilio's id and spelling for a number, which are stored as they are. */
type NumberAtCarrier = Pick<StoredNumber, "id" | "carrierNumberId" | "carrierStatus">;

export interface PortMoves {
  /** Moves of single numbers, in order. */
  readonly numbers: readonly PortingNumberMove[];
  readonly carrier: CarrierState;
  /** The numbers that Twilio shows otherwise than is stored. */
  readonly atCarrier: readonly NumberAtCarrier[];
  /** Twilio says something else than it did when it was last asked. */
  readonly isNews: boolean;
  /** Statuses of the port and its numbers, in Twilio's spelling, that the platform does not know. */
  readonly unknownStatuses: readonly string[];
}

/** `now`: milliseconds UTC. */
export function movesFromPort(
  request: StoredRequest,
  numbers: readonly StoredNumber[],
  port: CarrierPort,
  now: number,
): PortMoves {
  const theirs = new Map(port.numbers.map((number) => [number.e164, number]));
  const pairs = numbers.flatMap((number) => {
    const shown = theirs.get(number.e164);
    return shown ? [{ number, shown }] : [];
  });
  const atCarrier = pairs.flatMap(({ number, shown }) =>
    number.carrierNumberId === shown.id && number.carrierStatus === shown.rawStatus
      ? []
      : [{ id: number.id, carrierNumberId: shown.id, carrierStatus: shown.rawStatus }],
  );
  const carrier = carrierStateOf(port, request.carrier);
  const unknown = [port, ...port.numbers].flatMap(({ status, rawStatus }) =>
    status === "unknown" ? [rawStatus ?? ""] : [],
  );
  return {
    numbers: isInPort(request.status)
      ? pairs.flatMap(({ number, shown }) => numberMoves(number, shown, expires(request, port) ? null : port, now))
      : [],
    carrier,
    atCarrier,
    isNews: carrier.status !== request.carrier?.status || atCarrier.length > 0,
    unknownStatuses: [...new Set(unknown)],
  };
}

/** The letter was not signed in time: that ends the whole request, before the losing carrier has a number of it. */
const expires = ({ status }: StoredRequest, port: CarrierPort): boolean =>
  port.status === "expired" && (status === "submitted" || status === "awaiting_signature");

function carrierStateOf(port: CarrierPort, before: CarrierState | null): CarrierState {
  const times = port.numbers.flatMap(({ statusAt }) => statusAt ?? []);
  return {
    status: port.rawStatus ?? "",
    isStatusKnown: port.status !== "unknown",
    signatureUrl: port.signatureUrl,
    changedAt: times.length > 0 ? Math.max(...times) : (before?.changedAt ?? null),
  };
}

/**
 * The moves that bring a number to where Twilio shows it. One that is there already gives moves that change nothing.
 */
function numberMoves(
  number: StoredNumber,
  shown: CarrierPortNumber,
  port: CarrierPort | null,
  now: number,
): PortingNumberMove[] {
  if (port === null) return [];
  const { id, status } = number;
  // Proved, or given up: the carrier changes neither.
  if (status === "ported" || status === "canceled") return [];
  const move = (name: NumberMoveName, more: Partial<PortingNumberMove> = {}): PortingNumberMove => ({
    id,
    name,
    ...more,
  });
  const moved = (focAt: number) => [move("confirm_foc", { focAt }), move("start_activation")];
  if (shown.status === "completed") return moved(shown.portAt ?? number.focAt ?? shown.statusAt ?? now);
  if (port.status === "canceled" || port.status === "expired") return [move("cancel")];
  if (shown.status === "rejected" || isStuck(shown)) return [move("reject", { rejection: rejectionOf(shown) })];
  switch (shown.status) {
    case "in_review":
    case "waiting_for_signature":
      return status === "foc_confirmed" || status === "activating" ? [move("withdraw_foc")] : [];
    case "submitted":
    case "pending":
      if (shown.portAt !== null) return agreed(shown.portAt, now, move);
      if (status === "submitted") return [];
      return [move(status === "pending" || status === "rejected" ? "send" : "withdraw_foc")];
    case "canceled":
    case "expired":
      return [move("cancel")];
    case "unknown":
      return [];
  }
}

/** The losing carrier has agreed to a date: from then on the number moves. */
function agreed(
  focAt: number,
  now: number,
  move: (name: NumberMoveName, more?: Partial<PortingNumberMove>) => PortingNumberMove,
): PortingNumberMove[] {
  const confirm = move("confirm_foc", { focAt });
  return focAt <= now ? [confirm, move("start_activation")] : [confirm];
}

/** Twilio found out after the submission that it cannot port the number, and waits. */
const isStuck = ({ notPortable, status }: CarrierPortNumber): boolean =>
  notPortable !== null && (status === "in_review" || status === "waiting_for_signature");

function rejectionOf({ rejection, notPortable }: CarrierPortNumber): Rejection {
  const reason: CarrierReason<PortingReasonCode> | null = rejection ?? notPortable;
  if (reason === null) return { code: "other", detail: "The carrier gave no reason.", carrier_code: null };
  return { code: reason.code, detail: reason.text ?? explain(reason.code).detail, carrier_code: reason.carrierCode };
}

/**
 * The moves of the whole request that Twilio asks for beyond those of its numbers, in order. `request`: as it stands
 * once the numbers have moved.
 */
export function requestMovesFromPort(request: StoredRequest, port: CarrierPort, isNews: boolean): RequestMove[] {
  const { status } = request;
  if (!isInPort(status) || status === "cancel_requested") return [];
  switch (port.status) {
    case "action_required":
      return hasRefused(port) || isNamed(request) ? [] : [{ name: "report_exception", reasons: [supportReason(port)] }];
    case "waiting_for_signature":
      return status === "submitted" ? [{ name: "request_signature" }] : resolved(request, port, isNews);
    case "in_progress":
      if (status === "submitted" || status === "awaiting_signature") return [{ name: "start_processing" }];
      return resolved(request, port, isNews);
    case "in_review":
      return resolved(request, port, isNews);
    case "expired":
      if (status === "awaiting_signature") return [{ name: "expire" }];
      return status === "submitted" ? [{ name: "request_signature" }, { name: "expire" }] : [];
    case "completed":
    case "canceled":
    case "unknown":
      return [];
  }
}

const hasRefused = ({ numbers }: CarrierPort): boolean =>
  numbers.some((shown) => shown.status === "rejected" || isStuck(shown));

/** Whether the exception has a reason beyond numbers, of which none is refused any more. */
const isNamed = ({ status, exception }: StoredRequest): boolean =>
  status === "exception" && (exception?.reasons.some(({ phone_number }) => phone_number === null) ?? false);

/**
 * Twilio goes on after an exception. An operator who knows of an exception before Twilio shows it reports it by hand:
 * that one stands until Twilio says something else than it did then.
 */
const resolved = ({ status, exception }: StoredRequest, port: CarrierPort, isNews: boolean): RequestMove[] =>
  status === "exception" && !hasRefused(port) && (isNews || exception === null) ? [{ name: "resolve_exception" }] : [];

function supportReason({ supportTicketId }: CarrierPort): PortReason {
  const code = "contact_support_required";
  const ticket = supportTicketId === null ? "" : ` Twilio's ticket is ${supportTicketId}.`;
  return { code, detail: explain(code).detail + ticket, phone_number: null };
}
