import { type EndpointHealth, healthy } from "./retry-policy";

/** The state of an endpoint's object besides its deliveries, as one value in its key-value storage. */
interface StoredState {
  /** The `seq` up to which the tenant's event log was read; `null` before the first read. */
  readonly cursor: number | null;
  readonly health: EndpointHealth;
  /** The URL that `health` is about: a new URL starts healthy. */
  readonly url: string;
  /**
   * The last attempt was refused because its URL leads to an address that is not allowed. Logged once, not per attempt.
   */
  readonly urlRefused: boolean;
  /** When old deliveries were deleted last. */
  readonly prunedAt: number;
}

const KEY = "state";
const initial: StoredState = { cursor: null, health: healthy, url: "", urlRefused: false, prunedAt: 0 };

export class EndpointState {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  get(): StoredState {
    return { ...initial, ...this.#kv.get<Partial<StoredState>>(KEY) };
  }

  /** Writes nothing if nothing changes: Cloudflare bills each `put` as one row written. */
  update(change: Partial<StoredState>): void {
    const before = this.get();
    const after = { ...before, ...change };
    if (JSON.stringify(after) !== JSON.stringify(before)) this.#kv.put(KEY, after);
  }
}
