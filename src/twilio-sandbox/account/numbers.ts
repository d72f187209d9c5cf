import { friendlyNameOf } from "../inventory/catalogue";
import { type NumberType, numberTypes, type Offer } from "../inventory/offers";
import { homeRegion, type Region } from "./regions";
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

/**
 * The numbers that an account owns, configured as in one region, and those that another buyer took. Every method is
 * synchronous, hence atomic.
 */
export class NumberStore {
  readonly #sql: SqlStorage;
  readonly #owner: string;
  readonly #region: Region;

  constructor(sql: SqlStorage, owner: string, region: Region) {
    this.#sql = sql;
    this.#owner = owner;
    this.#region = region;
  }

  byPhoneNumber(phoneNumber: string): OwnedNumber | undefined {
    return this.#select("phone_number = ?", phoneNumber);
  }

  bySid(sid: string): OwnedNumber | undefined {
    return this.#select("sid = ?", sid);
  }

  isGone(phoneNumber: string): boolean {
    return this.#sql.exec("SELECT 1 FROM gone WHERE phone_number = ?", phoneNumber).toArray().length > 0;
  }

  /** An account has had the number, so it is Twilio's. */
  isInStock(phoneNumber: string): boolean {
    return this.#sql.exec("SELECT 1 FROM stock WHERE phone_number = ?", phoneNumber).toArray().length > 0;
  }

  /** Some account has the number, or another buyer. */
  isTaken(phoneNumber: string): boolean {
    const query = "SELECT 1 FROM numbers WHERE phone_number = ? UNION ALL SELECT 1 FROM gone WHERE phone_number = ?";
    return this.#sql.exec(query, phoneNumber, phoneNumber).toArray().length > 0;
  }

  /** The accounts that have the number, as values of `owner`. */
  ownersOf(phoneNumber: string): string[] {
    const rows = this.#sql.exec<Row>("SELECT owner FROM numbers WHERE phone_number = ?", phoneNumber).toArray();
    return rows.map(({ owner }) => String(owner));
  }

  markGone(phoneNumber: string): void {
    this.#sql.exec("INSERT OR IGNORE INTO gone (phone_number) VALUES (?)", phoneNumber);
  }

  add(phoneNumber: string, offer: Offer, settings: NumberSettings, friendlyName: string, now: number): OwnedNumber {
    const sid = this.insert(phoneNumber, offer, settings, friendlyName, now);
    return this.#read(this.#sql.exec<Row>("SELECT * FROM numbers WHERE sid = ?", sid).one());
  }

  /** Adds a number without reading it back, which is fast enough for 100,000 of them. Returns the sid. */
  insert(phoneNumber: string, offer: Offer, settings: NumberSettings, friendlyName: string, now: number): string {
    const sid = `PN${crypto.randomUUID().replaceAll("-", "")}`;
    this.#sql.exec(
      `INSERT INTO numbers (sid, owner, phone_number, friendly_name, type, beta, created_at, updated_at, settings)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sid,
      this.#owner,
      phoneNumber,
      friendlyName || friendlyNameOf(phoneNumber),
      offer.type,
      offer.beta ? 1 : 0,
      now,
      now,
      JSON.stringify(this.#region === homeRegion ? settings : numberSettings.parse({})),
    );
    if (this.#region !== homeRegion) this.#configure(sid, settings);
    return sid;
  }

  update(number: OwnedNumber, settings: NumberSettings, friendlyName: string | undefined, now: number): OwnedNumber {
    const name = friendlyName === undefined ? number.friendlyName : friendlyName || friendlyNameOf(number.phoneNumber);
    const home = this.#region === homeRegion;
    if (!home) this.#configure(number.sid, settings);
    const rows = this.#sql.exec<Row>(
      "UPDATE numbers SET friendly_name = ?, settings = COALESCE(?, settings), updated_at = ? WHERE sid = ? RETURNING *",
      name,
      home ? JSON.stringify(settings) : null,
      now,
      number.sid,
    );
    return this.#read(rows.one());
  }

  /** Gives the number to another account; its configuration in the other regions is lost. */
  transfer(number: OwnedNumber, owner: string): void {
    this.#sql.exec("DELETE FROM regional_numbers WHERE sid = ?", number.sid);
    this.#sql.exec("UPDATE numbers SET owner = ? WHERE sid = ?", owner, number.sid);
  }

  /** The number goes back to Twilio's stock. */
  remove(number: OwnedNumber): void {
    this.#sql.exec("INSERT OR IGNORE INTO stock (phone_number) VALUES (?)", number.phoneNumber);
    this.#sql.exec("DELETE FROM regional_numbers WHERE sid = ?", number.sid);
    this.#sql.exec("DELETE FROM numbers WHERE sid = ?", number.sid);
  }

  count(): number {
    return Number(this.#sql.exec<Row>("SELECT COUNT(*) AS n FROM numbers WHERE owner = ?", this.#owner).one().n);
  }

  /** Up to `limit` numbers, newest first. Every page reads an index. */
  page(filter: NumberFilter, position: PagePosition | undefined, limit: number): OwnedNumber[] {
    const { conditions, values } = where(this.#owner, filter);
    const backwards = position?.direction === "before";
    if (position) {
      conditions.push(backwards ? "seq > ?" : "seq < ?");
      values.push(position.seq);
    }
    const query = `SELECT * FROM numbers WHERE ${conditions.join(" AND ")}
      ORDER BY seq ${backwards ? "ASC" : "DESC"} LIMIT ${Math.trunc(limit)}`;
    const found = this.#sql
      .exec<Row>(query, ...values)
      .toArray()
      .map((row) => this.#read(row));
    return backwards ? found.reverse() : found;
  }

  #select(condition: string, value: string): OwnedNumber | undefined {
    const query = `SELECT * FROM numbers WHERE owner = ? AND ${condition}`;
    const [row] = this.#sql.exec<Row>(query, this.#owner, value).toArray();
    return row && this.#read(row);
  }

  #read(row: Row): OwnedNumber {
    const number = read(row);
    if (this.#region === homeRegion) return number;
    const query = "SELECT settings FROM regional_numbers WHERE sid = ? AND region = ?";
    const [regional] = this.#sql.exec<Row>(query, number.sid, this.#region).toArray();
    return { ...number, settings: numberSettings.parse(JSON.parse(String(regional?.settings ?? "{}"))) };
  }

  #configure(sid: string, settings: NumberSettings): void {
    const values = [sid, this.#region, this.#owner, JSON.stringify(settings)];
    this.#sql.exec(
      "INSERT OR REPLACE INTO regional_numbers (sid, region, owner, settings) VALUES (?, ?, ?, ?)",
      ...values,
    );
  }
}

function where(owner: string, filter: NumberFilter): { conditions: string[]; values: SqlStorageValue[] } {
  const conditions = ["owner = ?"];
  const values: SqlStorageValue[] = [owner];
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
