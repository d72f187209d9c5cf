// Pure: no I/O, no clock, no randomness.
import type { CloseReason } from "./close-reasons";
import { matches, type Subscription } from "./event-filter";

/**
 * One connection's state: its watermark in the tenant's event log, and which messages it gets next. The event log is
 * the only source. A wake-up only says "read again", so a lost, repeated or late wake-up delays events but never
 * changes them. Catching up and following live are the same code: they differ only in the size of the backlog.
 *
 * **Invariant:** a subscriber gets every event after its `afterSeq` that its subscription matches, in `seq` order,
 * once; or a `gap` message that names the range it can't get. `watermark` never goes back.
 */
export interface Subscriber {
  readonly keyId: string | null;
  readonly keyExpiresAt: number | null;
  readonly subscription: Subscription;
  /**
   * Fraction of the window after which we ask for an acknowledgement. Random, so that connections don't ask in step.
   */
  readonly ackAtFraction: number;
  /** Every event up to this `seq` was sent or did not match. */
  readonly watermark: number;
  /** The last watermark that the client learned from any message. */
  readonly sentWatermark: number;
  /** While catching up: the newest `seq` at connect time. `null` once reached. */
  readonly catchUpTarget: number | null;
  /** The `position` message that the client has not acknowledged yet. */
  readonly pendingAck: { readonly seq: number; readonly at: number } | null;
  /** Bytes of events sent before `pendingAck`, and since it (or since the last acknowledged one). */
  readonly bytesBeforeAck: number;
  readonly bytesSinceAck: number;
}

/** An event of the log with its serialized `event` message. */
export interface LogEvent {
  readonly seq: number;
  readonly type: string;
  readonly subjectId: string;
  readonly message: string;
  readonly bytes: number;
  /** The API key that this event revokes. Its connections are closed. */
  readonly endsKey: string | null;
  /** The event suspends or closes the tenant. All its connections are closed. */
  readonly endsAll: boolean;
}

/** A page of the log: all events that exist from `after` (exclusive) to `upTo` (inclusive). */
export interface LogPage {
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly LogEvent[];
}

export interface SendLimits {
  /** Bytes that may be sent to a connection ahead of its client's acknowledgement. */
  readonly window: number;
  readonly now: number;
}

/** A subscriber's next state, and the messages that lead there. */
export interface SubscriberUpdate {
  readonly subscriber: Subscriber;
  readonly messages: readonly string[];
}

/** How long a client may take to acknowledge a `position`. */
const ACK_TIMEOUT_MS = 30_000;
/**
 * After this many events that its filter drops, a subscriber gets its position, so that a reconnect doesn't reread
 * them.
 */
const POSITION_EVERY_EVENTS = 500;
/**
 * Unacknowledged messages stay in the memory that all connections of an object share, so many connections get less
 * each.
 */
const WINDOW_BUDGET_BYTES = 32 * 1024 * 1024;
const MAX_WINDOW_BYTES = 128 * 1024;

export const windowFor = (connections: number): number =>
  Math.min(MAX_WINDOW_BYTES, Math.floor(WINDOW_BUDGET_BYTES / Math.max(1, connections)));

const positionMessage = (seq: number): string => JSON.stringify({ type: "position", seq });
const caughtUpMessage = (seq: number): string => JSON.stringify({ type: "caught_up", seq });
/** The log no longer holds the events between `after_seq` and `next_seq`, both exclusive. */
const gapMessage = (after: number, next: number): string =>
  JSON.stringify({ type: "gap", after_seq: after, next_seq: next });

export interface JoinRequest {
  readonly keyId: string | null;
  readonly keyExpiresAt: number | null;
  readonly subscription: Subscription;
  /** 0 ≤ random < 1 */
  readonly random: number;
  /** The client resumes after this `seq`; `null`: it wants new events only. */
  readonly afterSeq: number | null;
  readonly newestSeq: number;
  /** The newest event that left the log for the archive; 0 if none did. */
  readonly archivedSeq: number;
}

export type JoinResult =
  | (SubscriberUpdate & { readonly kind: "joined" })
  | { readonly kind: "refused"; readonly closing: CloseReason };

/** Makes the subscriber of a new connection, with its first messages: `hello`, perhaps a `gap`, perhaps `caught_up`. */
export function joinFeed(request: JoinRequest): JoinResult {
  const { keyId, keyExpiresAt, subscription, newestSeq, archivedSeq } = request;
  const after = request.afterSeq ?? newestSeq;
  if (after > newestSeq) return { kind: "refused", closing: "cursor_in_future" };
  const watermark = Math.max(after, archivedSeq);
  const hasBacklog = watermark < newestSeq;
  return {
    kind: "joined",
    subscriber: {
      keyId,
      keyExpiresAt,
      subscription,
      ackAtFraction: 0.25 + request.random / 4,
      watermark,
      sentWatermark: watermark,
      catchUpTarget: hasBacklog ? newestSeq : null,
      pendingAck: null,
      bytesBeforeAck: 0,
      bytesSinceAck: 0,
    },
    messages: [
      JSON.stringify({ type: "hello", seq: newestSeq, after_seq: after }),
      ...(watermark > after ? [gapMessage(after, watermark + 1)] : []),
      ...(hasBacklog ? [] : [caughtUpMessage(newestSeq)]),
    ],
  };
}

/** Whether the subscriber has used up its window and gets nothing more until the client acknowledges. */
export const isAwaitingAck = (subscriber: Subscriber, window: number): boolean =>
  subscriber.pendingAck !== null && subscriber.bytesBeforeAck + subscriber.bytesSinceAck >= window;

/**
 * Whether the page has an event that ends this connection: the end of its key, or the tenant's suspension, unless that
 * was before the client connected, which it reads as history.
 */
export function endOf({ keyId, watermark, catchUpTarget }: Subscriber, { events }: LogPage): CloseReason | null {
  if (keyId !== null && events.some(({ endsKey }) => endsKey === keyId)) return "key_ended";
  const newFrom = Math.max(watermark, catchUpTarget ?? 0);
  return events.some(({ endsAll, seq }) => endsAll && seq > newFrom) ? "tenant_inactive" : null;
}

/** Sends a page's events after the subscriber's watermark, until the page or the window ends. */
export function sendPage(before: Subscriber, page: LogPage, { window, now }: SendLimits): SubscriberUpdate {
  const messages: string[] = [];
  let subscriber = before;
  for (const event of page.events) {
    if (event.seq <= subscriber.watermark) continue;
    if (isAwaitingAck(subscriber, window)) return { subscriber, messages };
    if (event.seq > subscriber.watermark + 1) messages.push(gapMessage(subscriber.watermark, event.seq));
    if (matches(subscriber.subscription, event)) {
      messages.push(event.message);
      const bytesSinceAck = subscriber.bytesSinceAck + event.bytes;
      const sent = { ...subscriber, watermark: event.seq, sentWatermark: event.seq, bytesSinceAck };
      subscriber = requestAckIfDue(sent, window, now, messages);
    } else {
      subscriber = skipEvent(subscriber, event.seq, now, messages);
    }
    subscriber = finishCatchUp(subscriber, messages);
  }
  if (page.upTo > subscriber.watermark) {
    messages.push(gapMessage(subscriber.watermark, page.upTo + 1));
    subscriber = finishCatchUp({ ...subscriber, watermark: page.upTo, sentWatermark: page.upTo }, messages);
  }
  return { subscriber, messages };
}

function skipEvent(subscriber: Subscriber, watermark: number, now: number, messages: string[]): Subscriber {
  const skipped = { ...subscriber, watermark };
  const isDue = watermark - subscriber.sentWatermark >= POSITION_EVERY_EVENTS && subscriber.pendingAck === null;
  return isDue ? requestAck(skipped, now, messages) : skipped;
}

function requestAckIfDue(subscriber: Subscriber, window: number, now: number, messages: string[]): Subscriber {
  return subscriber.pendingAck === null && subscriber.bytesSinceAck >= window * subscriber.ackAtFraction
    ? requestAck(subscriber, now, messages)
    : subscriber;
}

/** Sends the watermark as a `position`, which the client must acknowledge. */
function requestAck(subscriber: Subscriber, now: number, messages: string[]): Subscriber {
  const { watermark, bytesSinceAck } = subscriber;
  messages.push(positionMessage(watermark));
  return {
    ...subscriber,
    sentWatermark: watermark,
    pendingAck: { seq: watermark, at: now },
    bytesBeforeAck: bytesSinceAck,
    bytesSinceAck: 0,
  };
}

function finishCatchUp(subscriber: Subscriber, messages: string[]): Subscriber {
  if (subscriber.catchUpTarget === null || subscriber.watermark < subscriber.catchUpTarget) return subscriber;
  messages.push(caughtUpMessage(subscriber.watermark));
  return { ...subscriber, catchUpTarget: null, sentWatermark: subscriber.watermark };
}

/**
 * The client acknowledged everything up to `seq`. Ignores a `seq` below the pending position or above the watermark.
 */
export function acknowledge(before: Subscriber, seq: number, { window, now }: SendLimits): SubscriberUpdate {
  const { pendingAck, watermark } = before;
  if (pendingAck === null || seq < pendingAck.seq || seq > watermark) return { subscriber: before, messages: [] };
  const messages: string[] = [];
  const acknowledged = { ...before, pendingAck: null, bytesBeforeAck: 0 };
  return { subscriber: requestAckIfDue(acknowledged, window, now, messages), messages };
}

/** Replaces the subscription for all events after the watermark. */
export function changeSubscription(subscriber: Subscriber, subscription: Subscription): SubscriberUpdate {
  const message = JSON.stringify({
    type: "subscribed",
    event_types: subscription.eventTypes,
    subjects: subscription.subjects,
    seq: subscriber.watermark,
  });
  return { subscriber: { ...subscriber, subscription, sentWatermark: subscriber.watermark }, messages: [message] };
}

/** When this connection must be closed unless its client acts first, and why. `null`: no deadline. */
export function deadlineOf({ pendingAck, keyExpiresAt }: Subscriber): { at: number; closing: CloseReason } | null {
  const ackAt = pendingAck === null ? Number.POSITIVE_INFINITY : pendingAck.at + ACK_TIMEOUT_MS;
  const expiresAt = keyExpiresAt ?? Number.POSITIVE_INFINITY;
  if (Math.min(ackAt, expiresAt) === Number.POSITIVE_INFINITY) return null;
  return ackAt < expiresAt ? { at: ackAt, closing: "too_slow" } : { at: expiresAt, closing: "key_ended" };
}
