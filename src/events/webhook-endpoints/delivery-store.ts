import type { Attempt, Delivery, DeliveryQuery, DeliveryStatus, Message } from "#kernel/ports/webhook-object";

/** The deliveries of one endpoint, in its object's own database: what is on its way, and the log of what was. */

/** How long a delivery that is over stays in the log, and how many of them do. */
export const DELIVERY_LOG_MS = 30 * 24 * 60 * 60_000;
export const KEEP_COUNT = 10_000;

const schema = `
  create table if not exists deliveries (
    id text primary key,
    event_id text not null,
    seq integer not null,
    type text not null,
    status text not null,
    redelivery integer not null,
    -- The Idempotency-Key that asked for it, hashed.
    request text,
    -- What is sent, until it has been.
    body text,
    created_at integer not null,
    next_at integer,
    attempts text not null
  ) strict, without rowid;
  create index if not exists deliveries_due on deliveries (next_at, seq) where status = 'pending';
  create unique index if not exists deliveries_of_request on deliveries (request, event_id) where request is not null;
  create index if not exists deliveries_of_event on deliveries (event_id) where status = 'pending';
`;

type Row = Record<string, SqlStorageValue>;

export interface DueDelivery extends Delivery {
  readonly message: Message;
}

interface NewDelivery {
  readonly id: string;
  readonly message: Message;
  readonly redelivery: boolean;
  readonly request: string | null;
}

export class DeliveryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(schema);
  }

  /** Takes a message to be delivered from this instant on; of one request each event only once. */
  add({ id, message, redelivery, request }: NewDelivery, now: number): void {
    const { eventId, seq, type, body } = message;
    this.#sql.exec(
      `insert into deliveries values (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, '[]')
       on conflict (request, event_id) where request is not null do nothing`,
      ...[id, eventId, seq, type, redelivery ? 1 : 0, request, body, now, now],
    );
  }

  /** Makes the delivery of an event that is on its way already due. `false`: there is none. */
  makeDueNow(eventId: string, now: number): boolean {
    const hastened = this.#sql.exec(
      "update deliveries set next_at = ? where status = 'pending' and event_id = ? returning id",
      ...[now, eventId],
    );
    return hastened.toArray().length > 0;
  }

  pendingCount(): number {
    return Number(this.#sql.exec("select count(*) as n from deliveries where status = 'pending'").one().n);
  }

  /** What has been due the longest and is not among these. */
  nextDue(now: number, besides: ReadonlySet<string>): DueDelivery | undefined {
    return this.#sql
      .exec<Row>(
        "select * from deliveries where status = 'pending' and next_at <= ? order by next_at, seq limit cast(? as integer)",
        ...[now, besides.size + 1],
      )
      .toArray()
      .filter(({ id }) => !besides.has(String(id)))
      .map((row) => ({
        ...deliveryOf(row),
        message: { eventId: text(row.event_id), seq: Number(row.seq), type: text(row.type), body: text(row.body) },
      }))[0];
  }

  /** When the first of what is on its way becomes due, these aside. */
  nextDueAt(besides: ReadonlySet<string>): number | null {
    const rows = this.#sql.exec<Row>(
      "select id, next_at from deliveries where status = 'pending' order by next_at limit cast(? as integer)",
      besides.size + 1,
    );
    const next = rows.toArray().find(({ id }) => !besides.has(String(id)));
    return next ? Number(next.next_at) : null;
  }

  /** Writes an attempt down. With a `nextAt` the delivery is still on its way. */
  recordAttempt({ id, attempts }: Delivery, attempt: Attempt, status: DeliveryStatus, nextAt: number | null): void {
    const { at, latencyMs, status: answered, error, body } = attempt;
    const all: Attempt[] = [...attempts, { at, latencyMs, status: answered, error, body }];
    this.#sql.exec(
      "update deliveries set status = ?1, next_at = ?2, attempts = ?3, body = iif(?2 is null, null, body) where id = ?4",
      ...[status, nextAt, JSON.stringify(all), id],
    );
  }

  /** Puts a delivery off without an attempt having been made. */
  postpone(id: string, until: number): void {
    this.#sql.exec("update deliveries set next_at = ? where id = ? and status = 'pending'", until, id);
  }

  /** The test that a request has made already. */
  testOf(request: string): Delivery | undefined {
    return this.#sql
      .exec<Row>("select * from deliveries where request = ? and seq = 0", request)
      .toArray()
      .map(deliveryOf)[0];
  }

  get(id: string): Delivery | undefined {
    return this.#sql.exec<Row>("select * from deliveries where id = ?", id).toArray().map(deliveryOf)[0];
  }

  list({ limit, beforeId, status, type }: DeliveryQuery): Delivery[] {
    return this.#sql
      .exec<Row>(
        `select * from deliveries
         where (?1 is null or id < ?1) and (?2 is null or status = ?2) and (?3 is null or type = ?3)
         order by id desc limit cast(?4 as integer)`,
        ...[beforeId ?? null, status ?? null, type ?? null, limit],
      )
      .toArray()
      .map(deliveryOf);
  }

  eventIdsOf(ids: readonly string[]): string[] {
    return this.#sql
      .exec<Row>(
        "select distinct event_id from deliveries where seq > 0 and id in (select value from json_each(?))",
        JSON.stringify(ids),
      )
      .toArray()
      .map(({ event_id }) => text(event_id));
  }

  /** Forgets what is over and too old, or one too many. */
  prune(now: number): void {
    this.#sql.exec("delete from deliveries where status <> 'pending' and created_at <= ?", now - DELIVERY_LOG_MS);
    this.#sql.exec(
      `delete from deliveries where status <> 'pending' and id <= (
         select id from deliveries where status <> 'pending' order by id desc limit 1 offset cast(? as integer))`,
      KEEP_COUNT,
    );
  }
}

const text = (value: SqlStorageValue | undefined): string => String(value ?? "");

const deliveryOf = (row: Row): Delivery => ({
  id: text(row.id),
  eventId: text(row.event_id),
  type: text(row.type),
  status: text(row.status) as DeliveryStatus,
  redelivery: row.redelivery === 1,
  createdAt: Number(row.created_at),
  nextAttemptAt: row.next_at === null ? null : Number(row.next_at),
  attempts: JSON.parse(text(row.attempts)),
});
