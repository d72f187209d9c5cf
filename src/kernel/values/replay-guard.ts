/**
 * What was taken of a webhook before. Carriers send one again when its answer got lost, and whoever overheard it may send it
 * too; nothing in it says when it was made. So each call or message keeps a mark of every request that it was told by.
 */

/** When each mark was first taken. */
export type SeenFingerprints = Readonly<Record<string, number>>;

export interface Fingerprints {
  /** Of the request as a whole: its signature. */
  readonly request: string;
  /** The carrier's own name for the event, the same in all its attempts to deliver it. */
  readonly token: string | null;
  /** What it tells, as `voice:ringing` or `status:completed:2`. */
  readonly event: string;
}

/** How long a carrier may take to send a request again. Twilio gives up after 15 seconds, all attempts included. */
export const RETRY_WINDOW_MS = 60_000;

/**
 * Past these no more marks are kept. What is told again then is merged again, which changes nothing, until what it is about has
 * been over for longer than a retry takes: then all that bears no mark is taken for a replay.
 */
export const MAX_FINGERPRINTS = 60;

const isFull = (seen: SeenFingerprints): boolean => Object.keys(seen).length >= MAX_FINGERPRINTS;

/** What is left of all marks when a call or message is forgotten but for its id: whatever tells of it is an old request. */
export const expiredFingerprints: SeenFingerprints = { forgotten: 0 };

const marksOf = ({ request, token, event }: Fingerprints): string[] => [
  `r:${request}`,
  `e:${event}`,
  ...(token === null ? [] : [`t:${token}`]),
];

/**
 * `repeat` is to be answered like the first time and recorded no more; `replayed` is the very request, too late to be a retry.
 * `overAt` is when what it is about ended, if it has.
 */
export function checkReplay(
  seen: SeenFingerprints,
  marks: Fingerprints,
  now: number,
  overAt: number | null = null,
): "new" | "repeat" | "replayed" {
  if (seen.forgotten !== undefined) return "replayed";
  const taken = seen[`r:${marks.request}`];
  if (taken !== undefined && now - taken > RETRY_WINDOW_MS) return "replayed";
  if (marksOf(marks).some((mark) => seen[mark] !== undefined)) return "repeat";
  return isFull(seen) && overAt !== null && now - overAt > RETRY_WINDOW_MS ? "replayed" : "new";
}

export function addFingerprints(seen: SeenFingerprints, marks: Fingerprints, now: number): SeenFingerprints {
  const fresh = marksOf(marks).filter((mark) => seen[mark] === undefined);
  const room = fresh.slice(0, Math.max(0, MAX_FINGERPRINTS - Object.keys(seen).length));
  return { ...seen, ...Object.fromEntries(room.map((mark) => [mark, now])) };
}
