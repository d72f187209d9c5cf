/** A hint that an order item or bulk item has work. The consumer reads the item's state from its row. */
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
