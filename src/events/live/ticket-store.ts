import type { StoredTicket } from "./ticket";

const TICKET = "ticket:";

/** The tickets that an object has issued and nobody has used yet, by their digests. */
export class TicketStore {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  keep(hash: string, ticket: StoredTicket): void {
    this.#kv.put(TICKET + hash, ticket);
  }

  /** A ticket is used by whoever shows it, whatever comes of it. */
  take(hash: string): StoredTicket | undefined {
    const ticket = this.#kv.get<StoredTicket>(TICKET + hash);
    this.#kv.delete(TICKET + hash);
    return ticket;
  }

  /** Leaves the tickets that can still be used, and answers them. */
  forgetExpired(now: number): StoredTicket[] {
    const tickets = [...this.#kv.list<StoredTicket>({ prefix: TICKET })];
    for (const [key, { expiresAt }] of tickets) if (expiresAt <= now) this.#kv.delete(key);
    return tickets.map(([, ticket]) => ticket).filter(({ expiresAt }) => expiresAt > now);
  }
}
