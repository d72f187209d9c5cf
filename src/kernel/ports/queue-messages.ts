/** A hint that this item waits: to be bought, or to be done in a bulk job. What is true of it is read from its row. */
export interface ItemMessage {
  readonly itemId: string;
}

/** A webhook's update that the database did not take after the response. It is stored nowhere else. */
export interface LateMessage {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  /** The webhook's request id and instant, in milliseconds UTC. */
  readonly requestId: string;
  readonly at: number;
  readonly kind: "call" | "message";
  readonly update: object;
}
