import type { StoredTicket } from "./ticket";

const TICKET = "ticket:";

/** An object's unused tickets in its key-value storage, by the SHA-256 of their text. */
export class TicketStore {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  add(hash: string, ticket: StoredTicket): void {
    this.#kv.put(TICKET + hash, ticket);
  }

  /** Returns a ticket and deletes it: one use only, even if the connection is then refused. */
  redeem(hash: string): StoredTicket | undefined {
    const ticket = this.#kv.get<StoredTicket>(TICKET + hash);
    this.#kv.delete(TICKET + hash);
    return ticket;
  }

  /** Deletes expired tickets and returns the others. */
  deleteExpired(now: number): StoredTicket[] {
    const tickets = [...this.#kv.list<StoredTicket>({ prefix: TICKET })];
    for (const [key, { expiresAt }] of tickets) if (expiresAt <= now) this.#kv.delete(key);
    return tickets.map(([, ticket]) => ticket).filter(({ expiresAt }) => expiresAt > now);
  }
}
