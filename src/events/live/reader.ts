import type { Closing } from "./closing";
import { matches, type Subscription } from "./subscription";

/**
 * How far one connection is in its tenant's log, and what it is sent next. The log is the only source: whatever woke the
 * feed, a connection gets what stands after its position, in order. So a lost, doubled or late wake-up changes nothing but
 * the time, and catching up differs from being live only in how far there is to go.
 */
export interface Reader {
  readonly keyId: string | null;
  readonly keyExpiresAt: number | null;
  readonly subscription: Subscription;
  /** After which part of its window it is to acknowledge: differs, so that not all connections have to at once. */
  readonly pace: number;
  /** Everything up to here was sent, or did not match. */
  readonly position: number;
  /** The last position that the client has been told, by whatever message. */
  readonly told: number;
  /** The newest event when it connected, until that is reached. */
  readonly catchingUpTo: number | null;
  /** A `position` that the client has not acknowledged yet. */
  readonly check: { readonly seq: number; readonly at: number } | null;
  /** Bytes of events sent before that, and since then (or since the last one that was acknowledged). */
  readonly bytesBeforeCheck: number;
  readonly bytesSinceCheck: number;
}

/** An event of the log, with the message that tells of it. */
export interface LogEvent {
  readonly seq: number;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly message: string;
  readonly bytes: number;
  /** The API key whose end it tells of. */
  readonly endsKey: string | null;
}

/** A piece of the log: all there is from `after` (exclusive) to `upTo` (inclusive). */
export interface EventPage {
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly LogEvent[];
}

export interface Terms {
  /** Bytes that a connection may be ahead of what its client has acknowledged. */
  readonly window: number;
  readonly now: number;
}

export interface SentUpTo {
  readonly reader: Reader;
  readonly messages: readonly string[];
}

/** How long a client may take to acknowledge a `position`. */
export const ACKNOWLEDGE_WITHIN_MS = 30_000;
/** A connection whose filter lets nothing through is told its position after so many events. */
export const POSITION_EVERY = 500;
/** What is sent and not acknowledged lies in the memory that all connections share, so each gets less where there are many. */
const WINDOW_BUDGET = 32 * 1024 * 1024;
const MAX_WINDOW = 128 * 1024;

export const windowFor = (connections: number): number =>
  Math.min(MAX_WINDOW, Math.floor(WINDOW_BUDGET / Math.max(1, connections)));

const positionMessage = (seq: number): string => JSON.stringify({ type: "position", seq });
const caughtUpMessage = (seq: number): string => JSON.stringify({ type: "caught_up", seq });
/** The events after `after_seq` and before `next_seq` are no longer kept. */
const gapMessage = (after: number, next: number): string =>
  JSON.stringify({ type: "gap", after_seq: after, next_seq: next });

export interface Joining {
  readonly keyId: string | null;
  readonly keyExpiresAt: number | null;
  readonly subscription: Subscription;
  /** From 0 to 1, by chance. */
  readonly chance: number;
  /** Where the client wants to go on; `null`: at the present. */
  readonly afterSeq: number | null;
  /** The newest event of the log, and the newest that is no longer kept. */
  readonly newest: number;
  readonly archived: number;
}

export type Joined = (SentUpTo & { readonly kind: "joined" }) | { readonly kind: "refused"; readonly closing: Closing };

/** A new connection, and what it is told first. */
export function join(joining: Joining): Joined {
  const { keyId, keyExpiresAt, subscription, newest, archived } = joining;
  const after = joining.afterSeq ?? newest;
  if (after > newest) return { kind: "refused", closing: "cursor_in_future" };
  const position = Math.max(after, archived);
  const behind = position < newest;
  return {
    kind: "joined",
    reader: {
      keyId,
      keyExpiresAt,
      subscription,
      pace: 0.25 + joining.chance / 4,
      position,
      told: position,
      catchingUpTo: behind ? newest : null,
      check: null,
      bytesBeforeCheck: 0,
      bytesSinceCheck: 0,
    },
    messages: [
      JSON.stringify({ type: "hello", seq: newest, after_seq: after }),
      ...(position > after ? [gapMessage(after, position + 1)] : []),
      ...(behind ? [] : [caughtUpMessage(newest)]),
    ],
  };
}

/** It has been sent as much as it may be ahead of its client's word that it arrived. */
export const isWaiting = (reader: Reader, window: number): boolean =>
  reader.check !== null && reader.bytesBeforeCheck + reader.bytesSinceCheck >= window;

/** Sends what a page has for a connection, from its position on and as far as its window lets it. */
export function deliverEvents(before: Reader, page: EventPage, { window, now }: Terms): SentUpTo {
  const messages: string[] = [];
  let reader = before;
  for (const event of page.events) {
    if (event.seq <= reader.position) continue;
    if (isWaiting(reader, window)) return { reader, messages };
    if (event.seq > reader.position + 1) messages.push(gapMessage(reader.position, event.seq));
    if (matches(reader.subscription, event)) {
      messages.push(event.message);
      const bytesSinceCheck = reader.bytesSinceCheck + event.bytes;
      reader = checkIfDue({ ...reader, position: event.seq, told: event.seq, bytesSinceCheck }, window, now, messages);
    } else {
      reader = passOver(reader, event.seq, now, messages);
    }
    reader = catchUp(reader, messages);
  }
  if (page.upTo > reader.position) {
    messages.push(gapMessage(reader.position, page.upTo + 1));
    reader = catchUp({ ...reader, position: page.upTo, told: page.upTo }, messages);
  }
  return { reader, messages };
}

function passOver(reader: Reader, position: number, now: number, messages: string[]): Reader {
  if (position - reader.told < POSITION_EVERY || reader.check !== null) return { ...reader, position };
  return check({ ...reader, position }, now, messages);
}

function checkIfDue(reader: Reader, window: number, now: number, messages: string[]): Reader {
  return reader.check === null && reader.bytesSinceCheck >= window * reader.pace
    ? check(reader, now, messages)
    : reader;
}

/** Tells the client where it is, to be acknowledged. */
function check(reader: Reader, now: number, messages: string[]): Reader {
  const { position, bytesSinceCheck } = reader;
  messages.push(positionMessage(position));
  return {
    ...reader,
    told: position,
    check: { seq: position, at: now },
    bytesBeforeCheck: bytesSinceCheck,
    bytesSinceCheck: 0,
  };
}

function catchUp(reader: Reader, messages: string[]): Reader {
  if (reader.catchingUpTo === null || reader.position < reader.catchingUpTo) return reader;
  messages.push(caughtUpMessage(reader.position));
  return { ...reader, catchingUpTo: null, told: reader.position };
}

/** The client has taken everything up to `seq`. */
export function acknowledge(before: Reader, seq: number, { window, now }: Terms): SentUpTo {
  if (before.check === null || seq < before.check.seq || seq > before.position) return { reader: before, messages: [] };
  const messages: string[] = [];
  const reader = { ...before, check: null, bytesBeforeCheck: 0 };
  return { reader: checkIfDue(reader, window, now, messages), messages };
}

/** From here on something else is wanted. */
export function subscribe(reader: Reader, subscription: Subscription): SentUpTo {
  const message = JSON.stringify({ type: "subscribed", ...subscription, seq: reader.position });
  return { reader: { ...reader, subscription, told: reader.position }, messages: [message] };
}

/** When this connection has to be ended unless something happens before, and why. */
export function endsAt({ check, keyExpiresAt }: Reader): { at: number; closing: Closing } | null {
  const slow = check === null ? Number.POSITIVE_INFINITY : check.at + ACKNOWLEDGE_WITHIN_MS;
  const expired = keyExpiresAt ?? Number.POSITIVE_INFINITY;
  if (Math.min(slow, expired) === Number.POSITIVE_INFINITY) return null;
  return slow < expired ? { at: slow, closing: "too_slow" } : { at: expired, closing: "key_ended" };
}
