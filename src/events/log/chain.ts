import { canonicalJson, sha256Hex } from "#kernel/values/digest";

/**
 * The hash chain over a tenant's events. An event's hash is the SHA-256, in lower-case hex, of the previous event's
 * hash, a line feed, and the event as the API shows it but without `hash`, as canonical JSON (RFC 8785) in UTF-8.
 * Changing, removing, adding or moving an event therefore changes the hash of every event after it.
 *
 * The Worker and `npm run verify-events` share this file. Node runs it without a build, so it may import only what Node
 * can resolve and run: no TypeScript syntax that needs a transform, nothing of Workers.
 */

/** The hash before the first event. */
export const GENESIS = "0".repeat(64);

/** An event as the API shows it. The chain reads these two fields and hashes all others as they are. */
export interface Link {
  readonly seq: number;
  /** `null` until the event is sealed. */
  readonly hash: string | null;
}

/** How far a chain was verified: the last sealed event, and the number of unsealed events that followed it. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly unsealed: number;
}

export const headAt = (seq: number, hash: string): Head => ({ seq, hash, unsealed: 0 });
export const start: Head = headAt(0, GENESIS);

export const faults = ["hash_mismatch", "missing", "reordered"] as const;

/** The first event that is changed, missing or in the wrong place. */
export interface ChainFault {
  readonly seq: number;
  readonly reason: (typeof faults)[number];
  /** The index, among the checked events, of the one that reveals the fault. */
  readonly index: number;
}

export function hashAfter(previous: string, event: Link): Promise<string> {
  const { hash: _, ...sealed } = event;
  return sha256Hex(`${previous}\n${canonicalJson(sealed)}`);
}

/** Verifies the events that follow `from`: returns the new head, or the first fault. */
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
    // Events are sealed in order, so an unsealed event before a sealed one has lost its hash.
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

/** Whether one of these events had this `seq` when it was sealed. */
async function standsElsewhere(previous: string, seq: number, events: readonly Link[]): Promise<boolean> {
  for (const event of events) if (event.hash === (await hashAfter(previous, { ...event, seq }))) return true;
  return false;
}

/** The hashes of the events that follow the hash `from`, in order. They must follow each other without a gap. */
export async function sealAll(from: string, events: readonly Link[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const event of events) hashes.push(await hashAfter(hashes.at(-1) ?? from, event));
  return hashes;
}
