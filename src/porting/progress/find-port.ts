import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierPort, CarrierPorting } from "#kernel/ports/carrier-porting";

/** Twilio's clock and ours may differ by this. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Pages of 100 ports that are searched, of two days at most: as Twilio filters by day. A platform that creates more
 * ports in a day is not expected; then the search says that it does not know, and a person looks.
 */
const MAX_PAGES = 20;
/**
 * Requests to Twilio after which one run begins no further page, of the 1,000 that an invocation may send: a page costs
 * up to 101.
 */
const REQUESTS_PER_RUN = 200;

/** Where a search goes on: Twilio's token of the next page, and how many were searched. */
export interface SearchPosition {
  readonly page: string | null;
  readonly pages: number;
}

const FROM_THE_START: SearchPosition = { page: null, pages: 0 };

/** `more`: the search is not at its end, and the next run goes on there. */
export type FoundPort =
  | CarrierResult<CarrierPort | null>
  | { readonly kind: "more"; readonly position: SearchPosition & { readonly page: string } };

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
 * show the numbers of a port, so each one with as many numbers is fetched. `null`: Twilio did not list it while the
 * search lasted. `from`: where an earlier run stopped.
 */
export async function findPort(
  porting: Pick<CarrierPorting, "listPorts" | "fetchPort">,
  { e164s, sentAt, excluded }: SoughtPort,
  from: SearchPosition = FROM_THE_START,
): Promise<FoundPort> {
  const wanted = new Set(e164s);
  const isIt = ({ numbers, createdAt }: CarrierPort): boolean =>
    (createdAt === null || createdAt >= sentAt - CLOCK_SKEW_MS) &&
    numbers.length === wanted.size &&
    numbers.every(({ e164 }) => wanted.has(e164));
  let { page } = from;
  let requests = 0;
  for (let { pages } = from; pages < MAX_PAGES; pages += 1) {
    if (page !== null && requests >= REQUESTS_PER_RUN) return { kind: "more", position: { page, pages } };
    const listed = await porting.listPorts({ createdSince: sentAt - CLOCK_SKEW_MS }, page);
    requests += 1;
    if (listed.kind !== "ok") return listed;
    for (const { id, requested } of listed.value.ports) {
      if (excluded.has(id) || (requested !== null && requested !== wanted.size)) continue;
      const found = await porting.fetchPort(id);
      requests += 1;
      if (found.kind !== "ok") return found;
      if (found.value && isIt(found.value)) return found;
    }
    page = listed.value.next;
    if (page === null) return { kind: "ok", value: null };
  }
  return { kind: "unknown", message: "Twilio lists more ports than were searched." };
}
