import type { Attempt, Delivery, DeliveryQuery, DeliveryStatus, Message } from "#kernel/ports/webhook-object";

/** The deliveries of one endpoint in its object's own SQLite database: pending ones, and a log of finished ones. */

/** How long a finished delivery stays in the log, and how many of them do. */
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
    -- SHA-256 of the Idempotency-Key of the request that created it.
    request_key text,
    -- The body to send; null once the delivery is finished.
    body text,
    created_at integer not null,
    next_at integer,
    attempts text not null
  ) strict, without rowid;
  create index if not exists deliveries_due on deliveries (next_at, seq) where status = 'pending';
  create unique index if not exists deliveries_of_request on deliveries (request_key, event_id)
    where request_key is not null;
  -- Of an earlier version. Redeliveries alone look for events, and read the pending ones once for all.
  drop index if exists deliveries_of_event;
`;

type Row = Record<string, SqlStorageValue>;

export interface DueDelivery extends Delivery {
  readonly message: Message;
}

interface NewDelivery {
  readonly id: string;
  readonly message: Message;
  readonly redelivery: boolean;
  readonly requestKey: string | null;
}

export class DeliveryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(schema);
  }

  /** Adds a delivery that is due at once. Ignores an event that the same request has added already. */
  add({ id, message, redelivery, requestKey }: NewDelivery, now: number): void {
    const { eventId, seq, type, body } = message;
    this.#sql.exec(
      `insert into deliveries values (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, '[]')
       on conflict (request_key, event_id) where request_key is not null do nothing`,
      ...[id, eventId, seq, type, redelivery ? 1 : 0, requestKey, body, now, now],
    );
  }

  /** Makes the pending deliveries of these events due now; returns the ids of the events that have any. */
  makeDueNow(eventIds: readonly string[], now: number): Set<string> {
    const updated = this.#sql.exec(
      `update deliveries set next_at = ? where status = 'pending' and event_id in (select value from json_each(?))
       returning event_id`,
      ...[now, JSON.stringify(eventIds)],
    );
    return new Set(updated.toArray().map(({ event_id }) => text(event_id)));
  }

  pendingCount(): number {
    return Number(this.#sql.exec("select count(*) as n from deliveries where status = 'pending'").one().n);
  }

  /** The delivery that has been due longest, except these ids. */
  nextDue(now: number, except: ReadonlySet<string>): DueDelivery | undefined {
    return this.#sql
      .exec<Row>(
        "select * from deliveries where status = 'pending' and next_at <= ? order by next_at, seq limit cast(? as integer)",
        ...[now, except.size + 1],
      )
      .toArray()
      .filter(({ id }) => !except.has(String(id)))
      .map((row) => ({
        ...deliveryOf(row),
        message: { eventId: text(row.event_id), seq: Number(row.seq), type: text(row.type), body: text(row.body) },
      }))[0];
  }

  /** When the next pending delivery is due, except these ids; `null` if there is none. */
  nextDueAt(except: ReadonlySet<string>): number | null {
    const rows = this.#sql.exec<Row>(
      "select id, next_at from deliveries where status = 'pending' order by next_at limit cast(? as integer)",
      except.size + 1,
    );
    const next = rows.toArray().find(({ id }) => !except.has(String(id)));
    return next ? Number(next.next_at) : null;
  }

  /** Adds an attempt to a delivery. `nextAt`: when the next attempt is due; `null` finishes the delivery. */
  recordAttempt({ id, attempts }: Delivery, attempt: Attempt, status: DeliveryStatus, nextAt: number | null): void {
    const { at, latencyMs, status: answered, error, body } = attempt;
    const all: Attempt[] = [...attempts, { at, latencyMs, status: answered, error, body }];
    this.#sql.exec(
      "update deliveries set status = ?1, next_at = ?2, attempts = ?3, body = iif(?2 is null, null, body) where id = ?4",
      ...[status, nextAt, JSON.stringify(all), id],
    );
  }

  /** Postpones a pending delivery for which no attempt could be made. */
  postpone(id: string, until: number): void {
    this.#sql.exec("update deliveries set next_at = ? where id = ? and status = 'pending'", until, id);
  }

  /** The test delivery that a request has created already. Tests have `seq` 0. */
  testOf(requestKey: string): Delivery | undefined {
    return this.#sql
      .exec<Row>("select * from deliveries where request_key = ? and seq = 0", requestKey)
      .toArray()
      .map(deliveryOf)[0];
  }

  get(id: string): Delivery | undefined {
    return this.#sql.exec<Row>("select * from deliveries where id = ?", id).toArray().map(deliveryOf)[0];
  }

  list({ limit, beforeId, status, type, from, until }: DeliveryQuery): Delivery[] {
    return this.#sql
      .exec<Row>(
        `select * from deliveries
         where (?1 is null or id < ?1) and (?2 is null or status = ?2) and (?3 is null or type = ?3)
           and created_at >= coalesce(?4, 0) and (?5 is null or created_at < ?5)
         order by id desc limit cast(?6 as integer)`,
        ...[beforeId ?? null, status ?? null, type ?? null, from ?? null, until ?? null, limit],
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

  /** Deletes finished deliveries that are too old or too many. */
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
