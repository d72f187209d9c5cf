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
}

const KEY = "state";
const initial: StoredState = { cursor: null, health: healthy, url: "", urlRefused: false };

export class EndpointState {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  get(): StoredState {
    return this.#kv.get<StoredState>(KEY) ?? initial;
  }

  update(change: Partial<StoredState>): void {
    this.#kv.put(KEY, { ...this.get(), ...change });
  }
}
