import type { TrunkCall } from "./context";

/** A hint that an order item, bulk item or import job has work. The consumer reads its state from its row. */
export interface ItemMessage {
  readonly itemId: string;
}

/**
 * The binding of the database with the row that a message names; missing: `DB`. After a move the row is not there any
 * more: then the message has no effect, and the job `cleanup` of the new database drives the row.
 */
export interface InDatabase {
  readonly database?: string;
}

/** A hint that a portability check or a porting request has work. The consumer reads its state from its row. */
export interface PortingMessage {
  readonly kind: "check" | "request";
  readonly id: string;
}

/** A webhook's update that the database did not take after the response. It is stored nowhere else. */
export interface LateMessage {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  /** As in `WebhookContext`. Versions without own accounts left it out. */
  readonly signedBy?: string | null;
  /** As in `WebhookContext`. */
  readonly trunkCall?: TrunkCall | null;
  /** The webhook's request id and instant, in milliseconds UTC. */
  readonly requestId: string;
  readonly at: number;
  readonly kind: "call" | "message";
  readonly update: object;
}
