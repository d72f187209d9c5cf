import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierPort, CarrierPorting } from "#kernel/ports/carrier-porting";

/** Twilio's clock and ours may differ by this. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Pages of 100 ports that are searched, of two days at most: as Twilio filters by day. A platform that creates more
 * ports in a day is not expected; then the search says that it does not know, and a person looks.
 */
const MAX_PAGES = 20;

interface SoughtPort {
  /** The numbers that were ordered. */
  readonly e164s: readonly string[];
  /** When Twilio was asked to create it (ms UTC). */
  readonly sentAt: number;
  /** Ports that are known to be others, such as one that this port replaces. */
  readonly excluded: ReadonlySet<string>;
}

/**
 * Finds a port whose creation got no answer: the one with exactly these numbers, made since. Twilio's list does not
 * show the numbers of a port, so each one with as many numbers is fetched. `null`: Twilio certainly does not list it.
 */
export async function findPort(
  porting: Pick<CarrierPorting, "listPorts" | "fetchPort">,
  { e164s, sentAt, excluded }: SoughtPort,
): Promise<CarrierResult<CarrierPort | null>> {
  const wanted = new Set(e164s);
  const isIt = ({ numbers, createdAt }: CarrierPort): boolean =>
    (createdAt === null || createdAt >= sentAt - CLOCK_SKEW_MS) &&
    numbers.length === wanted.size &&
    numbers.every(({ e164 }) => wanted.has(e164));
  let page: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const listed = await porting.listPorts({ createdSince: sentAt - CLOCK_SKEW_MS }, page);
    if (listed.kind !== "ok") return listed;
    for (const { id, requested } of listed.value.ports) {
      if (excluded.has(id) || (requested !== null && requested !== wanted.size)) continue;
      const found = await porting.fetchPort(id);
      if (found.kind !== "ok") return found;
      if (found.value && isIt(found.value)) return found;
    }
    page = listed.value.next;
    if (page === null) return { kind: "ok", value: null };
  }
  return { kind: "unknown", message: "Twilio lists more ports than were searched." };
}
