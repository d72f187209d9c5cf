// Pure: no I/O, no clock, no randomness.
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

const keysOf = ({ request, token, event }: Fingerprints): string[] => [
  `r:${request}`,
  `e:${event}`,
  ...(token === null ? [] : [`t:${token}`]),
];

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
  const firstSeenAt = seen[`r:${fingerprints.request}`];
  if (firstSeenAt !== undefined && now - firstSeenAt > RETRY_WINDOW_MS) return "replayed";
  if (keysOf(fingerprints).some((key) => seen[key] !== undefined)) return "repeat";
  return isFull(seen) && overAt !== null && now - overAt > RETRY_WINDOW_MS ? "replayed" : "new";
}

/** Adds the fingerprints that are not there yet, up to `MAX_FINGERPRINTS`. */
export function addFingerprints(seen: SeenFingerprints, fingerprints: Fingerprints, now: number): SeenFingerprints {
  const added = keysOf(fingerprints).filter((key) => seen[key] === undefined);
  const room = added.slice(0, Math.max(0, MAX_FINGERPRINTS - Object.keys(seen).length));
  return { ...seen, ...Object.fromEntries(room.map((key) => [key, now])) };
}
