/** The port of a webhook endpoint's Durable Object, and the deliveries that it keeps. */

export const deliveryStatuses = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why an attempt got no answer. With the last three, no request was sent. */
export const attemptErrors = [
  "timeout",
  "connection_failed",
  "url_not_allowed",
  "name_not_found",
  "name_lookup_failed",
] as const;
export type AttemptError = (typeof attemptErrors)[number];

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
  /** The tenant requested this delivery, after the automatic one or instead of it. */
  readonly redelivery: boolean;
  readonly createdAt: number;
  readonly nextAttemptAt: number | null;
  readonly attempts: readonly Attempt[];
}

/** A webhook message: every attempt sends the same bytes and the same id. */
export interface Message {
  readonly eventId: string;
  readonly type: string;
  /** The event's place in the tenant's log; 0 for a test message, which is not in the log. */
  readonly seq: number;
  /** JSON text. */
  readonly body: string;
}

export interface DeliveryQuery {
  readonly limit: number;
  readonly beforeId?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
  readonly type?: string | undefined;
  /** Milliseconds UTC: created at `from` or later, and before `until`. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

export interface WebhookObject {
  /** Hints that the event log may have grown. Lost, repeated and reordered hints do no harm. */
  wake(): Promise<void>;
  /**
   * Makes one attempt now, in any status of the endpoint, and returns its delivery; `null` if the endpoint does not
   * exist. A repeat with the same `requestKey` (the digest of its Idempotency-Key) returns the first delivery.
   */
  sendOnce(message: Message, requestKey: string | null): Promise<Delivery | null>;
  /**
   * Adds the messages to the backlog to deliver them again: all of them, or none (`backlog_full`). A repeat with the
   * same `requestKey` adds nothing.
   */
  redeliver(
    messages: readonly Message[],
    requestKey: string | null,
  ): Promise<{ readonly kind: "accepted" } | { readonly kind: "backlog_full" }>;
  /** The newest first. */
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>;
  /** The event ids of these deliveries, as far as the log still has them. */
  eventIdsOf(deliveryIds: readonly string[]): Promise<readonly string[]>;
}
