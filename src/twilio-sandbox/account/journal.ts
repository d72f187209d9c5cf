/** The operations a request can ask for. Faults and counters use these names. */
export const operations = [
  "search",
  "countries",
  "buy",
  "list",
  "fetch",
  "update",
  "release",
  "pricing",
  "account",
  "regulations",
  "bundles",
  "addresses",
  "messaging",
  "send",
  "messages",
  "keys",
  "routes",
  "webhooks",
  "webhook_operation",
  "sip",
  "voice",
  "trunking",
  "portability",
  "porting",
  "porting_documents",
] as const;
export type Operation = (typeof operations)[number];

export interface Arrival {
  operation: Operation;
  phoneNumber: string | null;
  method: string;
  /** Path and query, as sent. */
  path: string;
  body: Record<string, unknown>;
  /** The host at Twilio that the request was meant for; null where it did not say. */
  host: string | null;
}

/** How a request ended: not yet, with an answer, or with a broken connection. */
export type RequestOutcome = "pending" | "answered" | "broken";

/** Only this many of the latest requests are kept. */
const keptRequests = 20_000;

type Row = Record<string, SqlStorageValue>;

/** The history of one account: requests, purchases, counters. */
export class Journal {
  readonly #sql: SqlStorage;
  readonly #owner: string;

  constructor(sql: SqlStorage, owner: string) {
    this.#sql = sql;
    this.#owner = owner;
  }

  arrived(arrival: Arrival, now: number): number {
    this.#count(`requests:${arrival.operation}`);
    const rows = this.#sql.exec<Row>(
      `INSERT INTO requests (owner, host, at, operation, phone_number, method, path, body, outcome)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending') RETURNING id`,
      this.#owner,
      arrival.host,
      now,
      arrival.operation,
      arrival.phoneNumber,
      arrival.method,
      arrival.path,
      JSON.stringify(arrival.body),
    );
    const id = Number(rows.one().id);
    if (id % 1000 === 0) this.#sql.exec("DELETE FROM requests WHERE id <= ?", id - keptRequests);
    return id;
  }

  struck(id: number, fault: string): void {
    this.#sql.exec("UPDATE requests SET fault = ? WHERE id = ?", fault, id);
  }

  ended(id: number, outcome: RequestOutcome, status: number | null): void {
    this.#sql.exec("UPDATE requests SET outcome = ?, status = ? WHERE id = ?", outcome, status, id);
  }

  /** The last requests, oldest first. */
  requests(filter: { limit: number; operation?: string; phoneNumber?: string }) {
    const rows = this.#sql.exec<Row>(
      `SELECT * FROM requests WHERE (?1 IS NULL OR operation = ?1) AND (?2 IS NULL OR phone_number = ?2)
       AND owner = ?4 ORDER BY id DESC LIMIT CAST(?3 AS INTEGER)`,
      filter.operation ?? null,
      filter.phoneNumber ?? null,
      filter.limit,
      this.#owner,
    );
    const requests = rows.toArray().map((row) => ({
      id: Number(row.id),
      at: new Date(Number(row.at)).toISOString(),
      operation: row.operation,
      phone_number: row.phone_number,
      method: row.method,
      path: row.path,
      ...(row.host !== null && { host: row.host }),
      body: JSON.parse(String(row.body)),
      status: row.status,
      outcome: row.outcome,
      fault: row.fault,
    }));
    return requests.reverse();
  }

  /** Counts a purchase of the number that cost money. */
  bought(phoneNumber: string): void {
    this.#purchase(phoneNumber, 1, 0);
  }

  /** Counts a purchase request for a number that the account has: it is an update and costs nothing. */
  updatedByPurchase(phoneNumber: string): void {
    this.#purchase(phoneNumber, 0, 1);
  }

  #purchase(phoneNumber: string, bought: number, updated: number): void {
    this.#sql.exec(
      `INSERT INTO purchases (owner, phone_number, bought, updated) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET bought = bought + excluded.bought, updated = updated + excluded.updated`,
      this.#owner,
      phoneNumber,
      bought,
      updated,
    );
  }

  purchasesOf(phoneNumber: string): { bought: number; updated: number } {
    const query = "SELECT * FROM purchases WHERE owner = ? AND phone_number = ?";
    const [row] = this.#sql.exec<Row>(query, this.#owner, phoneNumber).toArray();
    return { bought: Number(row?.bought ?? 0), updated: Number(row?.updated ?? 0) };
  }

  totalPurchases(): { bought: number; updated: number } {
    const query = `SELECT COALESCE(SUM(bought), 0) AS bought, COALESCE(SUM(updated), 0) AS updated
      FROM purchases WHERE owner = ?`;
    const row = this.#sql.exec<Row>(query, this.#owner).one();
    return { bought: Number(row.bought), updated: Number(row.updated) };
  }

  /** The number of purchases by number, the most often bought first. */
  buysByNumber(limit: number): Record<string, number> {
    const query = `SELECT phone_number, bought FROM purchases WHERE owner = ? AND bought > 0
      ORDER BY bought DESC, phone_number LIMIT CAST(? AS INTEGER)`;
    const rows = this.#sql.exec<Row>(query, this.#owner, limit).toArray();
    return Object.fromEntries(rows.map((row) => [String(row.phone_number), Number(row.bought)]));
  }

  requestCounts(): Record<string, number> {
    const query = "SELECT name, value FROM counters WHERE owner = ? AND name LIKE 'requests:%'";
    const rows = this.#sql.exec<Row>(query, this.#owner).toArray();
    return Object.fromEntries(rows.map((row) => [String(row.name).replace("requests:", ""), Number(row.value)]));
  }

  maxConcurrency(): number {
    const query = "SELECT value FROM counters WHERE owner = ? AND name = 'max_concurrency'";
    const [row] = this.#sql.exec<Row>(query, this.#owner).toArray();
    return Number(row?.value ?? 0);
  }

  sawConcurrency(inFlight: number): void {
    this.#sql.exec(
      `INSERT INTO counters (owner, name, value) VALUES (?, 'max_concurrency', ?)
       ON CONFLICT DO UPDATE SET value = MAX(value, excluded.value)`,
      this.#owner,
      inFlight,
    );
  }

  #count(name: string): void {
    this.#sql.exec(
      "INSERT INTO counters (owner, name, value) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET value = value + 1",
      this.#owner,
      name,
    );
  }
}
