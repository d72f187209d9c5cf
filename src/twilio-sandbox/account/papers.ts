import { z } from "zod";
import { regulationOf } from "../inventory/regulations";

export const bundleStatuses = [
  "draft",
  "pending-review",
  "in-review",
  "twilio-rejected",
  "twilio-approved",
  "provisionally-approved",
] as const;

/** An address, in the words of its resource. */
export const addressFields = z.strictObject({
  friendly_name: z.string().default(""),
  customer_name: z.string().default("Acme"),
  street: z.string().default("1 Main Street"),
  street_secondary: z.string().nullable().default(null),
  city: z.string().default("Town"),
  region: z.string().default("Region"),
  postal_code: z.string().default("10000"),
  iso_country: z.string().regex(/^[A-Z]{2}$/),
  emergency_enabled: z.boolean().default(false),
});
export type AddressFields = z.output<typeof addressFields>;

/** A bundle and what it is for: the regulation of one country, type of number and kind of end user. */
export const bundleFields = z
  .strictObject({
    friendly_name: z.string().default(""),
    email: z.string().default("numbers@example.com"),
    status_callback: z.string().nullable().default(null),
    status: z.enum(bundleStatuses).default("draft"),
    iso_country: z.string().regex(/^[A-Z]{2}$/),
    number_type: z.enum(["local", "mobile", "toll-free", "national"]),
    end_user_type: z.enum(["individual", "business"]).default("business"),
  })
  .refine((fields) => regulationOf(fields) !== undefined, "there is no such regulation, so no bundle is needed");
export type BundleFields = z.output<typeof bundleFields>;

export interface Paper<Fields> {
  sid: string;
  fields: Fields;
  createdAt: number;
  updatedAt: number;
}

type Row = Record<string, SqlStorageValue>;

/** Addresses or bundles of the account. */
export class PaperStore<Fields> {
  readonly #sql: SqlStorage;
  readonly #table: "addresses" | "bundles";
  readonly #prefix: string;
  readonly #schema: z.ZodType<Fields>;

  constructor(sql: SqlStorage, table: "addresses" | "bundles", prefix: string, schema: z.ZodType<Fields>) {
    this.#sql = sql;
    this.#table = table;
    this.#prefix = prefix;
    this.#schema = schema;
  }

  add(fields: Fields, now: number): Paper<Fields> {
    const sid = this.#prefix + crypto.randomUUID().replaceAll("-", "");
    const insert = `INSERT INTO ${this.#table} (sid, fields, created_at, updated_at) VALUES (?, ?, ?, ?)`;
    this.#sql.exec(insert, sid, JSON.stringify(fields), now, now);
    return { sid, fields, createdAt: now, updatedAt: now };
  }

  bySid(sid: string): Paper<Fields> | undefined {
    return this.#read("WHERE sid = ?", sid)[0];
  }

  /** Newest first. */
  all(): Paper<Fields>[] {
    return this.#read("ORDER BY seq DESC");
  }

  update({ sid, createdAt }: Paper<Fields>, fields: Fields, now: number): Paper<Fields> {
    const change = `UPDATE ${this.#table} SET fields = ?, updated_at = ? WHERE sid = ?`;
    this.#sql.exec(change, JSON.stringify(fields), now, sid);
    return { sid, fields, createdAt, updatedAt: now };
  }

  #read(clause: string, ...values: SqlStorageValue[]): Paper<Fields>[] {
    const rows = this.#sql.exec<Row>(`SELECT * FROM ${this.#table} ${clause}`, ...values).toArray();
    return rows.map((row) => ({
      sid: String(row.sid),
      fields: this.#schema.parse(JSON.parse(String(row.fields))),
      createdAt: Number(row.created_at),
      updatedAt: Number(row.updated_at),
    }));
  }
}
