/** A hint that this item waits: to be bought, or to be done in a bulk job. What is true of it is read from its row. */
export interface ItemMessage {
  readonly itemId: string;
}

/** What a webhook told and could not be written down right after its answer. No hint: it stands nowhere else. */
export interface LateMessage {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  /** Of the webhook, as is the instant. */
  readonly requestId: string;
  readonly at: number;
  readonly kind: "call" | "message";
  readonly sighting: object;
}
