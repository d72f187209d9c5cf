import { matchesEventTypes } from "#events/log/event-patterns";
import type { DeliveryStore } from "./delivery-store";
import type { EndpointState } from "./endpoint-state";
import { webhookMessageOf } from "./message";
import type { EndpointAndEvents } from "./queries";
import { healthy, readLimit } from "./retry-policy";
import type { EndpointRow, Skipped } from "./table";

/** Events read from the log at a time. */
const PAGE = 100;
/** How long a row is used before it is read again for an attempt. */
const ROW_TTL_MS = 10_000;

interface EventIntakeDeps {
  readonly state: EndpointState;
  readonly deliveries: () => DeliveryStore;
  readonly read: (cursor: number | null, limit: number) => Promise<EndpointAndEvents>;
  /** Saves in the endpoint's row that the log is read up to `seq`. */
  readonly saveReadSeq: (seq: number) => Promise<void>;
  readonly recordSkipped: (row: EndpointRow, range: Omit<Skipped, "at">) => Promise<void>;
  readonly newDeliveryId: () => string;
  readonly now: () => number;
  /** New deliveries were stored, or the endpoint's status changed. */
  readonly onRead: () => void;
  readonly onDeleted: () => void;
  readonly onError: (error: unknown) => Promise<void>;
}

/**
 * Reads the endpoint's row and the tenant's event log on from the stored cursor, and stores a delivery for each event
 * that matches the endpoint's event types.
 *
 * **Invariant:** deliveries and cursor are stored in the same turn, so no event is left out or taken twice.
 */
export class EventIntake {
  readonly #deps: EventIntakeDeps;
  #row: EndpointRow | null = null;
  #readAt = 0;
  #reading: Promise<void> | null = null;
  #readAgain = false;
  /** The last read took less than a page, because the endpoint has too many pending deliveries. */
  #isFull = false;

  constructor(deps: EventIntakeDeps) {
    this.#deps = deps;
  }

  /** The endpoint's row as last read; `null` before that, after a failed read, and after deletion. */
  get row(): EndpointRow | null {
    return this.#row;
  }

  get isEnabled(): boolean {
    return this.#row?.status === "enabled";
  }

  /** The row, read again if the last read is too old to send by. */
  async freshRow(): Promise<EndpointRow | null> {
    if (Math.abs(this.#deps.now() - this.#readAt) > ROW_TTL_MS) await this.read();
    return this.#row;
  }

  /**
   * Reads to the end of the log, or until the pending deliveries are at their limit. Concurrent calls share one more
   * read.
   */
  read(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#readToEnd();
    return this.#reading;
  }

  /** Reads on if finished deliveries have made room for a page. `false`: there was nothing to read on. */
  async readIfRoom(): Promise<boolean> {
    if (!this.isEnabled || !this.#isFull || this.#limit() < PAGE) return false;
    await this.read();
    return true;
  }

  async #readToEnd(): Promise<void> {
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        await this.#readPage();
      }
    } catch (error) {
      // Nothing is lost: the log keeps its events, and those already taken are stored here.
      this.#row = null;
      await this.#deps.onError(error);
    } finally {
      // In the same turn as the last look at #readAgain, so that no later call joins a read that has ended.
      this.#reading = null;
    }
  }

  async #readPage(): Promise<void> {
    const { state, now } = this.#deps;
    const { cursor, url } = state.get();
    const limit = this.#limit();
    const { row, events } = await this.#deps.read(cursor, limit);
    this.#row = row;
    if (!row) return this.#deps.onDeleted();
    const at = now();
    this.#readAt = at;
    // Failures before a change of URL or before the endpoint was enabled again don't count against it.
    if (!this.isEnabled || row.url !== url) state.update({ url: row.url, health: healthy, urlRefused: false });
    if (!this.isEnabled) return;
    await this.#recordSkipped(row, cursor ?? row.readSeq, events[0]?.seq);
    for (const event of events.filter(({ type }) => matchesEventTypes(row.eventTypes, type))) {
      const delivery = { message: webhookMessageOf(event), redelivery: false, requestKey: null };
      this.#deps.deliveries().add({ id: this.#deps.newDeliveryId(), ...delivery }, at);
    }
    const last = events.at(-1)?.seq ?? cursor;
    state.update({ cursor: last });
    this.#deps.onRead();
    this.#isFull = limit < PAGE;
    if (limit > 0 && events.length === limit) this.#readAgain = true;
    if (last !== null && last > row.readSeq) await this.#deps.saveReadSeq(last);
  }

  /** The log has no gaps, so a gap after the cursor means: retention removed events while the endpoint was off. */
  async #recordSkipped(row: EndpointRow, cursor: number, next: number | undefined): Promise<void> {
    if (next === undefined || next === cursor + 1) return;
    await this.#deps.recordSkipped(row, { fromSeq: cursor + 1, toSeq: next - 1 });
    this.#readAgain = true;
  }

  #limit(): number {
    return readLimit(this.#deps.deliveries().pendingCount(), PAGE);
  }
}
