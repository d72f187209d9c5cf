import { friendlyNameOf } from "../inventory/catalogue";
import { type NumberType, numberTypes, type Offer } from "../inventory/offers";
import { type NumberSettings, numberSettings } from "./settings";

export interface OwnedNumber {
  seq: number;
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  type: NumberType;
  beta: boolean;
  createdAt: number;
  updatedAt: number;
  settings: NumberSettings;
}

export interface NumberFilter {
  /** Digits with `*` for any one digit; a leading "+" ties them to the start. */
  phoneNumber?: string;
  friendlyName?: string;
  type?: NumberType;
  includeBeta?: boolean;
}

/** Newest first, strictly after or before a `seq` of an earlier page. */
export interface PagePosition {
  direction: "after" | "before";
  seq: number;
}

type Row = Record<string, SqlStorageValue>;

/** The numbers that the account owns, and those that another buyer took. Every method is synchronous, hence atomic. */
export class NumberStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  byPhoneNumber(phoneNumber: string): OwnedNumber | undefined {
    return this.#sql.exec<Row>("SELECT * FROM numbers WHERE phone_number = ?", phoneNumber).toArray().map(read)[0];
  }

  bySid(sid: string): OwnedNumber | undefined {
    return this.#sql.exec<Row>("SELECT * FROM numbers WHERE sid = ?", sid).toArray().map(read)[0];
  }

  isGone(phoneNumber: string): boolean {
    return this.#sql.exec("SELECT 1 FROM gone WHERE phone_number = ?", phoneNumber).toArray().length > 0;
  }

  isTaken(phoneNumber: string): boolean {
    const query = "SELECT 1 FROM numbers WHERE phone_number = ? UNION ALL SELECT 1 FROM gone WHERE phone_number = ?";
    return this.#sql.exec(query, phoneNumber, phoneNumber).toArray().length > 0;
  }

  markGone(phoneNumber: string): void {
    this.#sql.exec("INSERT OR IGNORE INTO gone (phone_number) VALUES (?)", phoneNumber);
  }

  add(phoneNumber: string, offer: Offer, settings: NumberSettings, friendlyName: string, now: number): OwnedNumber {
    const sid = this.insert(phoneNumber, offer, settings, friendlyName, now);
    return read(this.#sql.exec<Row>("SELECT * FROM numbers WHERE sid = ?", sid).one());
  }

  /** Adds a number without reading it back, which is fast enough for 100,000 of them. Returns the sid. */
  insert(phoneNumber: string, offer: Offer, settings: NumberSettings, friendlyName: string, now: number): string {
    const sid = `PN${crypto.randomUUID().replaceAll("-", "")}`;
    this.#sql.exec(
      `INSERT INTO numbers (sid, phone_number, friendly_name, type, beta, created_at, updated_at, settings)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      sid,
      phoneNumber,
      friendlyName || friendlyNameOf(phoneNumber),
      offer.type,
      offer.beta ? 1 : 0,
      now,
      now,
      JSON.stringify(settings),
    );
    return sid;
  }

  update(number: OwnedNumber, settings: NumberSettings, friendlyName: string | undefined, now: number): OwnedNumber {
    const name = friendlyName === undefined ? number.friendlyName : friendlyName || friendlyNameOf(number.phoneNumber);
    const rows = this.#sql.exec<Row>(
      "UPDATE numbers SET friendly_name = ?, settings = ?, updated_at = ? WHERE sid = ? RETURNING *",
      name,
      JSON.stringify(settings),
      now,
      number.sid,
    );
    return read(rows.one());
  }

  remove(number: OwnedNumber): void {
    this.#sql.exec("DELETE FROM numbers WHERE sid = ?", number.sid);
  }

  count(): number {
    return Number(this.#sql.exec<Row>("SELECT COUNT(*) AS n FROM numbers").one().n);
  }

  /** Up to `limit` numbers, newest first. Every page reads an index. */
  page(filter: NumberFilter, position: PagePosition | undefined, limit: number): OwnedNumber[] {
    const { conditions, values } = where(filter);
    const backwards = position?.direction === "before";
    if (position) {
      conditions.push(backwards ? "seq > ?" : "seq < ?");
      values.push(position.seq);
    }
    const query = `SELECT * FROM numbers ${conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : ""}
      ORDER BY seq ${backwards ? "ASC" : "DESC"} LIMIT ${Math.trunc(limit)}`;
    const found = this.#sql
      .exec<Row>(query, ...values)
      .toArray()
      .map(read);
    return backwards ? found.reverse() : found;
  }
}

function where(filter: NumberFilter): { conditions: string[]; values: SqlStorageValue[] } {
  const conditions: string[] = [];
  const values: SqlStorageValue[] = [];
  const digits = filter.phoneNumber?.replace(/[^+*0-9]/g, "");
  if (digits && /^\+\d+$/.test(digits)) {
    conditions.push("phone_number >= ? AND phone_number < ?");
    values.push(digits, `${digits}:`);
  } else if (digits) {
    conditions.push("phone_number LIKE ?");
    values.push(`${digits.startsWith("+") ? "" : "%"}${digits.replaceAll("*", "_")}%`);
  }
  if (filter.friendlyName !== undefined) {
    conditions.push("friendly_name = ?");
    values.push(filter.friendlyName);
  }
  if (filter.type !== undefined) {
    conditions.push("type = ?");
    values.push(filter.type);
  }
  if (filter.includeBeta === false) conditions.push("beta = 0");
  return { conditions, values };
}

function read(row: Row): OwnedNumber {
  return {
    seq: Number(row.seq),
    sid: String(row.sid),
    phoneNumber: String(row.phone_number),
    friendlyName: String(row.friendly_name),
    type: numberTypes.find((type) => type === row.type) ?? "local",
    beta: row.beta === 1,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    settings: numberSettings.parse(JSON.parse(String(row.settings))),
  };
}
