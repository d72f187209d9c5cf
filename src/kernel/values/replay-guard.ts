// Pure: no I/O, no clock, no randomness.
import { shortDigest } from "./hash32";

/**
 * Recognises webhooks that arrive again. Twilio repeats a webhook whose answer got lost, an eavesdropper may replay
 * one, and nothing in a webhook says when it was made. So each call and message stores the fingerprints of its
 * webhooks.
 */

/** When each fingerprint was first seen, in milliseconds UTC. */
export type SeenFingerprints = Readonly<Record<string, number>>;

/** Three identities of a webhook. */
export interface Fingerprints {
  /** The request's signature. */
  readonly request: string;
  /** The carrier's id of the event (`I-Twilio-Idempotency-Token`), the same in all its attempts. */
  readonly token: string | null;
  /** The reported change, like `voice:ringing` or `status:completed:2`. */
  readonly event: string;
}

/** How long a carrier may repeat a request. Twilio gives up after 15 seconds, all attempts included. */
export const RETRY_WINDOW_MS = 60_000;

/**
 * Fingerprints per call or message. Further webhooks leave none and are merged again, which changes nothing. Once the
 * call or message has been over for longer than `RETRY_WINDOW_MS`, every webhook without a fingerprint counts as a
 * replay.
 */
export const MAX_FINGERPRINTS = 60;

const isFull = (seen: SeenFingerprints): boolean => Object.keys(seen).length >= MAX_FINGERPRINTS;

/** The fingerprints of an expired call or message: every webhook about it is a replay. */
export const expiredFingerprints: SeenFingerprints = { expired: 0 };

const LONGEST_KEY = 15;

/** A long signature or token as its beginning and a digest of all of it: each call stores several. */
const shortened = (text: string): string =>
  text.length <= LONGEST_KEY ? text : text.slice(0, LONGEST_KEY - 7) + shortDigest(text);

const keysWith = (form: (text: string) => string, { request, token, event }: Fingerprints): string[] => [
  `r:${form(request)}`,
  `e:${event}`,
  ...(token === null ? [] : [`t:${form(token)}`]),
];

const keysOf = (fingerprints: Fingerprints): string[] => keysWith(shortened, fingerprints);

/** Earlier versions stored signatures and tokens whole. */
const earlierKeysOf = (fingerprints: Fingerprints): string[] => keysWith((text) => text, fingerprints);

/**
 * `repeat`: answer as the first time, and record nothing. `replayed`: the same request, too late to be a retry, so
 * reject it. `overAt` is when the call or message ended, if it has.
 */
export function checkReplay(
  seen: SeenFingerprints,
  fingerprints: Fingerprints,
  now: number,
  overAt: number | null = null,
): "new" | "repeat" | "replayed" {
  if (seen.expired !== undefined) return "replayed";
  const keys = [...keysOf(fingerprints), ...earlierKeysOf(fingerprints)];
  const firstSeenAt = seen[`r:${shortened(fingerprints.request)}`] ?? seen[`r:${fingerprints.request}`];
  if (firstSeenAt !== undefined && now - firstSeenAt > RETRY_WINDOW_MS) return "replayed";
  if (keys.some((key) => seen[key] !== undefined)) return "repeat";
  return isFull(seen) && overAt !== null && now - overAt > RETRY_WINDOW_MS ? "replayed" : "new";
}

/** Adds the fingerprints that are not there yet, up to `MAX_FINGERPRINTS`. */
export function addFingerprints(seen: SeenFingerprints, fingerprints: Fingerprints, now: number): SeenFingerprints {
  const earlier = earlierKeysOf(fingerprints);
  const added = keysOf(fingerprints).filter(
    (key, at) => seen[key] === undefined && seen[earlier[at] ?? key] === undefined,
  );
  const room = added.slice(0, Math.max(0, MAX_FINGERPRINTS - Object.keys(seen).length));
  return { ...seen, ...Object.fromEntries(room.map((key) => [key, now])) };
}
