/** The port of a webhook endpoint's Durable Object, and the deliveries that it keeps. */

export const deliveryStatuses = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why an attempt got no answer, or was not even made. */
export type AttemptError = "timeout" | "connection_failed" | "url_not_allowed" | "name_not_found";

export interface Attempt {
  readonly at: number;
  readonly latencyMs: number;
  /** The HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  readonly error: AttemptError | null;
  /** The beginning of the answer's body. */
  readonly body: string | null;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  /** Asked for by the tenant, after the first delivery or instead of it. */
  readonly redelivery: boolean;
  readonly createdAt: number;
  readonly nextAttemptAt: number | null;
  readonly attempts: readonly Attempt[];
}

/** A webhook message: every attempt sends the same bytes and the same id. */
export interface Message {
  readonly eventId: string;
  readonly type: string;
  /** The event's place in the tenant's log; 0 for what is not in it. */
  readonly seq: number;
  /** JSON text. */
  readonly body: string;
}

export interface DeliveryQuery {
  readonly limit: number;
  readonly beforeId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly type?: string | undefined;
}

export interface WebhookObject {
  /** Says that there may be something to do; lost, doubled and reordered ones make no difference. */
  wake(): Promise<void>;
  /**
   * Sends this once, now, whatever the endpoint's status, and says what came of it. `null`: there is no such endpoint.
   * A request of which a delivery is known already, by its Idempotency-Key, is answered with that.
   */
  sendOnce(message: Message, requestKey: string | null): Promise<Delivery | null>;
  /** Takes messages to be delivered anew, once per request: all of them, or none when there is no room. */
  redeliver(
    messages: readonly Message[],
    requestKey: string | null,
  ): Promise<{ readonly kind: "accepted" } | { readonly kind: "backlog_full" }>;
  /** The newest first. */
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>;
  /** The event ids of these deliveries, as far as the log still has them. */
  eventIdsOf(deliveryIds: readonly string[]): Promise<readonly string[]>;
}
