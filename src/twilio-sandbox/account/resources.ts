import type { z } from "zod";

/** The kinds of things that an account has, besides its numbers. */
export type ResourceKind =
  | "addresses"
  | "bundles"
  | "messaging_services"
  | "tollfree_verifications"
  | "routes"
  | "credential_lists"
  | "credentials"
  | "ip_access_control_lists"
  | "ip_addresses"
  | "sip_domains"
  | "domain_credential_lists"
  | "domain_ip_lists"
  | "domain_registration_lists"
  | "byoc_trunks"
  | "connection_policies"
  | "connection_policy_targets"
  | "ip_records"
  | "source_ip_mappings"
  | "trunks"
  | "origination_urls"
  | "trunk_credential_lists"
  | "trunk_ip_lists"
  | "shared_keys"
  | "webhook_settings"
  | "webhook_rules"
  | "webhook_operations"
  | "idempotency_keys"
  | "ports"
  | "port_numbers"
  | "port_documents"
  | "port_webhooks"
  | "port_webhook_delivery"
  | "held_port_webhooks"
  | "signing_configurations"
  | "portability";

export interface Resource<Fields> {
  readonly sid: string;
  /** SID of the account that has it; "" for the platform's account. */
  readonly owner: string;
  /** SID of the resource that it belongs to; "" if there is none. */
  readonly parent: string;
  readonly fields: Fields;
  readonly createdAt: number;
  readonly updatedAt: number;
}

type Row = Record<string, SqlStorageValue>;

/** The resources of one kind that an account has. Every method is synchronous, hence atomic. */
export class ResourceStore<Fields> {
  readonly #sql: SqlStorage;
  readonly #owner: string;
  readonly #kind: ResourceKind;
  readonly #prefix: string;
  readonly #schema: z.ZodType<Fields>;

  /** `prefix` begins the SIDs that are made here. */
  constructor(sql: SqlStorage, owner: string, kind: ResourceKind, prefix: string, schema: z.ZodType<Fields>) {
    this.#sql = sql;
    this.#owner = owner;
    this.#kind = kind;
    this.#prefix = prefix;
    this.#schema = schema;
  }

  add(fields: Fields, now: number, { parent = "", sid = this.#newSid() } = {}): Resource<Fields> {
    this.#sql.exec(
      `INSERT INTO resources (kind, owner, parent, sid, fields, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      this.#kind,
      this.#owner,
      parent,
      sid,
      JSON.stringify(fields),
      now,
      now,
    );
    return { sid, owner: this.#owner, parent, fields, createdAt: now, updatedAt: now };
  }

  bySid(sid: string, parent?: string): Resource<Fields> | undefined {
    return parent === undefined
      ? this.#read("owner = ? AND sid = ?", this.#owner, sid)[0]
      : this.#read("owner = ? AND sid = ? AND parent = ?", this.#owner, sid, parent)[0];
  }

  /** Newest first; of one parent if it is given. */
  all(parent?: string): Resource<Fields>[] {
    return parent === undefined
      ? this.#read("owner = ?", this.#owner)
      : this.#read("owner = ? AND parent = ?", this.#owner, parent);
  }

  /** Reads all accounts, for names that are unique at Twilio. */
  everywhere(): Resource<Fields>[] {
    return this.#read("1");
  }

  /** Reads those of all accounts that have this phone number, by an index. */
  everywhereByPhoneNumber(phoneNumber: string): Resource<Fields>[] {
    return this.#read("json_extract(fields, '$.phone_number') = ?", phoneNumber);
  }

  update(resource: Resource<Fields>, fields: Fields, now: number): Resource<Fields> {
    const change =
      "UPDATE resources SET fields = ?, updated_at = ? WHERE kind = ? AND owner = ? AND parent = ? AND sid = ?";
    const { owner, parent, sid } = resource;
    this.#sql.exec(change, JSON.stringify(fields), now, this.#kind, owner, parent, sid);
    return { ...resource, fields, updatedAt: now };
  }

  remove({ owner, parent, sid }: Resource<Fields>): void {
    const removal = "DELETE FROM resources WHERE kind = ? AND owner = ? AND parent = ? AND sid = ?";
    this.#sql.exec(removal, this.#kind, owner, parent, sid);
  }

  /** Removes all that belong to a resource. */
  removeOf(parent: string): void {
    const removal = "DELETE FROM resources WHERE kind = ? AND owner = ? AND parent = ?";
    this.#sql.exec(removal, this.#kind, this.#owner, parent);
  }

  #newSid(): string {
    return this.#prefix + crypto.randomUUID().replaceAll("-", "");
  }

  #read(condition: string, ...values: SqlStorageValue[]): Resource<Fields>[] {
    const query = `SELECT * FROM resources WHERE kind = ? AND ${condition} ORDER BY seq DESC`;
    const rows = this.#sql.exec<Row>(query, this.#kind, ...values).toArray();
    return rows.map((row) => ({
      sid: String(row.sid),
      owner: String(row.owner),
      parent: String(row.parent),
      fields: this.#schema.parse(JSON.parse(String(row.fields))),
      createdAt: Number(row.created_at),
      updatedAt: Number(row.updated_at),
    }));
  }
}
