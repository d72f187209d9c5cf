// Pure: no I/O, no clock, no randomness.
import type { Answer, QueryOf } from "../../api/call";
import { listed } from "../../components/choices";

export type PortingRequest = Answer<"GET", "/v1/porting-requests/{porting_request_id}">;
export type RequestStatus = PortingRequest["status"];
type Actor = "customer" | "platform" | "losing_carrier" | "no_one";

/** The statuses of the board's requests: those that are with the platform or a carrier. */
type OpenStatus = NonNullable<NonNullable<QueryOf<"GET", "/v1/porting-board">>["status"]>[number];

/** The closed part of a port's life: nothing follows the status. */
type OverStatus = Exclude<RequestStatus, OpenStatus | "draft">;

/** Who has to do something before the port goes on, by status in the order of a port's life. */
const whoActs: Readonly<Record<RequestStatus, Actor>> = {
  draft: "customer",
  submitted: "platform",
  awaiting_signature: "customer",
  in_process: "losing_carrier",
  foc_confirmed: "no_one",
  activating: "platform",
  exception: "customer",
  cancel_requested: "losing_carrier",
  completed: "no_one",
  partial: "customer",
  canceled: "no_one",
  expired: "no_one",
};

const over: Readonly<Record<OverStatus, true>> = { completed: true, partial: true, canceled: true, expired: true };

export const requestStatuses = listed(whoActs);

/** Who has to do something before the port goes on. */
export const actorOf = (status: RequestStatus): Actor => whoActs[status];

export const isWaitingForCustomer = (status: RequestStatus): boolean => actorOf(status) === "customer";

/** Whether nothing follows the status. */
export const isOver = (status: RequestStatus): status is OverStatus => Object.hasOwn(over, status);

const isOpen = (status: RequestStatus): status is OpenStatus => status !== "draft" && !isOver(status);

/** Statuses of a request that is with the platform or a carrier. */
export const openStatuses: readonly OpenStatus[] = requestStatuses.filter(isOpen);

/** Whether all fields can be changed: in a draft, and while a correction is needed. */
export const isCorrectable = (status: RequestStatus): boolean => status === "draft" || status === "exception";

export const isStatus = (text: string): text is RequestStatus => requestStatuses.some((status) => status === text);
