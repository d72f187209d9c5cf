// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

export type PortingRequest = Answer<"GET", "/v1/porting-requests/{porting_request_id}">;
export type RequestStatus = PortingRequest["status"];
type Actor = "customer" | "platform" | "losing_carrier" | "no_one";

/** The statuses in the order of a port's life. */
export const requestStatuses: readonly RequestStatus[] = [
  "draft",
  "submitted",
  "awaiting_signature",
  "in_process",
  "foc_confirmed",
  "activating",
  "exception",
  "cancel_requested",
  "completed",
  "partial",
  "canceled",
  "expired",
];

/** Statuses of a request that is with the platform or a carrier. */
export const openStatuses = [
  "submitted",
  "awaiting_signature",
  "in_process",
  "foc_confirmed",
  "activating",
  "exception",
  "cancel_requested",
] as const satisfies readonly RequestStatus[];

const whoActs: Readonly<Record<RequestStatus, Actor>> = {
  draft: "customer",
  submitted: "platform",
  awaiting_signature: "customer",
  in_process: "losing_carrier",
  foc_confirmed: "no_one",
  activating: "platform",
  completed: "no_one",
  partial: "customer",
  exception: "customer",
  cancel_requested: "losing_carrier",
  canceled: "no_one",
  expired: "no_one",
};

export const isWaitingForCustomer = (status: RequestStatus): boolean => actorOf(status) === "customer";

/** Who has to do something before the port goes on. */
export const actorOf = (status: RequestStatus): Actor => whoActs[status];

/** Whether nothing follows the status. */
export const isOver = (status: RequestStatus): boolean =>
  status === "completed" || status === "partial" || status === "canceled" || status === "expired";

/** Whether all fields can be changed: in a draft, and while a correction is needed. */
export const isCorrectable = (status: RequestStatus): boolean => status === "draft" || status === "exception";

export const isStatus = (text: string): text is RequestStatus => requestStatuses.some((status) => status === text);
