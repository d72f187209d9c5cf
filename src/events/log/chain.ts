// With its extension, as Node runs this file as it stands, for whoever verifies an export.
import { canonicalJson, sha256Hex } from "#kernel/values/digest";

/**
 * The hash chain over a tenant's events. An event's hash is the SHA-256, in lower-case hex, of the previous event's hash, a
 * line feed and the event as the API shows it, but without `hash`, as canonical JSON (RFC 8785: no spaces, keys sorted by
 * UTF-16 code units) in UTF-8. So whoever changes, removes, adds or moves an event must change all hashes after it.
 */

/** What stands before the first event. */
export const GENESIS = "0".repeat(64);

export interface Link {
  readonly seq: number;
  /** `null` until it is sealed. */
  readonly hash: string | null;
}

/** How far a chain has been followed: the last sealed event, and how many have come after it that are not sealed yet. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly unsealed: number;
}

export const headAt = (seq: number, hash: string): Head => ({ seq, hash, unsealed: 0 });
export const start: Head = headAt(0, GENESIS);

export const faults = ["hash_mismatch", "missing", "reordered"] as const;

/** The first event that is not what it should be, or not where. */
export interface ChainFault {
  readonly seq: number;
  readonly reason: (typeof faults)[number];
  /** Which of the events that were looked at gives it away. */
  readonly index: number;
}

export function hashAfter(previous: string, event: Link): Promise<string> {
  const { hash: _, ...sealed } = event;
  return sha256Hex(`${previous}\n${canonicalJson(sealed)}`);
}

/** Follows a chain over the events that come next: to where it leads, or to the first of them that does not fit. */
export async function extendChain(
  from: Head,
  events: readonly Link[],
): Promise<{ head: Head } | { fault: ChainFault }> {
  let head = from;
  for (const [index, event] of events.entries()) {
    const seq = head.seq + head.unsealed + 1;
    const fits = (link: Link) => link.seq === seq;
    if (event.seq < seq) return { fault: { seq: event.seq, reason: "reordered", index } };
    if (event.seq > seq) return { fault: { seq, reason: events.some(fits) ? "reordered" : "missing", index } };
    if (event.hash === null) {
      head = { ...head, unsealed: head.unsealed + 1 };
      continue;
    }
    // Events are sealed in order, so what comes before a sealed one has lost its hash.
    if (head.unsealed > 0) {
      return { fault: { seq: head.seq + 1, reason: "hash_mismatch", index: Math.max(index - head.unsealed, 0) } };
    }
    if (event.hash !== (await hashAfter(head.hash, event))) {
      const moved = await standsElsewhere(head.hash, seq, events.slice(index + 1));
      return { fault: { seq, reason: moved ? "reordered" : "hash_mismatch", index } };
    }
    head = headAt(seq, event.hash);
  }
  return { head };
}

/** Whether one of these events was numbered `seq` when it was sealed. */
async function standsElsewhere(previous: string, seq: number, events: readonly Link[]): Promise<boolean> {
  for (const event of events) if (event.hash === (await hashAfter(previous, { ...event, seq }))) return true;
  return false;
}

/** Seals the events that come next: their hashes, in order. They must follow `from` and each other without a gap. */
export async function sealAll(from: string, events: readonly Link[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const event of events) hashes.push(await hashAfter(hashes.at(-1) ?? from, event));
  return hashes;
}
