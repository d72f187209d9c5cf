// Pure: no I/O, no clock, no randomness.

/**
 * The tables with rows of tenants. A move copies the rows as they are, whatever they mean to their owners, so it names
 * the tables in text. A test compares this list with the schema, so that a new table can't be forgotten.
 */
export interface MovedTable {
  readonly name: string;
  /** The primary key. */
  readonly key: readonly string[];
  /**
   * Columns that are never null and that an index has after the tenant, or after the column of `through` or `via`: they
   * order the rows for copying. Missing: the key without the tenant or that column.
   */
  readonly order?: readonly string[];
  /** The column with the id of the row that this one is a part of, for which the table has an index. */
  readonly through?: { readonly table: string; readonly column: string };
  /** The table has no index for the rows of one tenant. It is read through by its key. */
  readonly isScanned?: boolean;
  /** The rows belong to the tenant of a row in this table. Missing: to the one in the column `tenant_id`. */
  readonly via?: Via;
  /** Rows of this table may be large. */
  readonly rowsPerPage?: number;
}

interface Via {
  readonly table: string;
  /** Pairs of a column of the rows and one of that table. */
  readonly columns: readonly (readonly [own: string, theirs: string])[];
}

const ofTenant = (name: string, ...key: readonly string[]): MovedTable => ({ name, key });
/** With an index of the tenant, the time of creation and the id. */
const byCreation = (name: string): MovedTable => ({ name, key: ["id"], order: ["created_at", "id"] });
const itemOf = (owner: string, column: string, name: string): MovedTable => ({
  name,
  key: ["id"],
  order: ["position", "id"],
  through: { table: owner, column },
});
const scanned = (name: string, ...key: readonly string[]): MovedTable => ({ name, key, isScanned: true });
const ofNumber = (name: string, ...key: readonly string[]): MovedTable => ({
  name,
  key,
  via: { table: "phone_numbers", columns: [["phone_number_id", "id"]] },
});
const ofAccount = (name: string, column: string, ...key: readonly string[]): MovedTable => ({
  name,
  key,
  via: { table: "carrier_accounts", columns: [[column, "id"]] },
});
const ofSync = (name: string, ...key: readonly string[]): MovedTable => ({
  name,
  key,
  via: { table: "sync_runs", columns: [["run_id", "id"]] },
});

/** In an order in which no row comes before those that it refers to. */
export const movedTables: readonly MovedTable[] = [
  { name: "events", key: ["tenant_id", "seq"] },
  ofTenant("event_seals", "tenant_id"),
  ofTenant("event_archives", "tenant_id", "name"),
  { name: "calls", key: ["id"], order: ["phone_number_id", "created_at", "id"] },
  ofTenant("recorded_calls", "tenant_id", "carrier_id"),
  byCreation("messages"),
  ofTenant("recorded_messages", "tenant_id", "carrier_id"),
  ofTenant("usage_daily", "tenant_id", "day", "phone_number_id", "agent_id"),
  ofTenant("webhook_refusals", "tenant_id", "day", "phone_number_id"),
  byCreation("api_keys"),
  { name: "idempotency_keys", key: ["tenant_id", "key_hash"], rowsPerPage: 50 },
  byCreation("sessions"),
  ofTenant("live_feeds", "tenant_id", "shard"),
  scanned("webhook_endpoints", "id"),
  byCreation("carrier_accounts"),
  ofAccount("account_document_rounds", "carrier_account", "carrier_account"),
  {
    ...ofAccount("messaging_registrations", "carrier_account", "carrier_id", "kind"),
    order: ["kind", "sender_group", "carrier_id"],
  },
  scanned("sip_trunks", "id"),
  ofTenant("sip_gateways", "id"),
  byCreation("phone_numbers"),
  ofTenant("offline_counts", "tenant_id"),
  ofNumber("number_transfers", "phone_number_id", "position"),
  ofNumber("number_documents", "phone_number_id"),
  ofNumber("number_readiness", "phone_number_id"),
  ofNumber("sync_absences", "phone_number_id"),
  ofNumber("sync_repairs", "phone_number_id"),
  { name: "number_snapshots", key: ["phone_number_id"], order: ["carrier_id", "created_at", "phone_number_id"] },
  byCreation("sync_runs"),
  ofSync("sync_seen", "run_id", "part"),
  ofSync("sync_differences", "run_id", "kind", "e164"),
  byCreation("bulk_jobs"),
  itemOf("bulk_jobs", "job_id", "bulk_items"),
  scanned("agents", "id"),
  scanned("agent_checks", "agent_id"),
  scanned("assignments", "phone_number_id", "valid_from"),
  scanned("routing_plans", "phone_number_id", "version"),
  {
    name: "routing_plan_agents",
    key: ["phone_number_id", "version", "agent_id"],
    via: {
      table: "routing_plans",
      columns: [
        ["phone_number_id", "phone_number_id"],
        ["version", "version"],
      ],
    },
  },
  byCreation("reservations"),
  byCreation("orders"),
  itemOf("orders", "order_id", "order_items"),
  ofTenant("regulatory_defaults", "tenant_id", "country", "type"),
  scanned("regulatory_claims", "sid"),
  byCreation("import_jobs"),
  itemOf("import_jobs", "job_id", "import_items"),
  byCreation("porting_requests"),
  ofTenant("porting_numbers", "id"),
  ofTenant("porting_entries", "id"),
  ofTenant("porting_documents", "id"),
  ofTenant("porting_share_links", "id"),
  byCreation("portability_checks"),
  ofTenant("portability_items", "check_id", "position"),
  byCreation("findings"),
];

/** Tables with rows of tenants that stay where they are, and why. */
export const stayingTables: Readonly<Record<string, string>> = {
  tenants: "The tenant's row is in both databases from the copy on; which of the two counts is the move itself.",
  tenant_moves: "The record of a move stays in the database that it left.",
  moving_tenants: "The state of a move in a database.",
  carrier_outcomes: "The outcomes of requests to all accounts, of tenants too, are in DB.",
};

/** A tenant's rows in a table, as a condition. `?1` is the tenant. */
export const rowsOf = ({ name, via }: MovedTable): string => {
  if (!via) return "tenant_id = ?1";
  const joins = via.columns.map(([own, theirs]) => `owner.${theirs} = ${name}.${own}`).join(" and ");
  return `exists (select 1 from ${via.table} as owner where ${joins} and owner.tenant_id = ?1)`;
};

/** Whether a trigger's row (`old` or `new`) is the tenant's. */
export const isRowOf = ({ via }: MovedTable, row: "old" | "new", tenantId: string): string => {
  if (!via) return `${row}.tenant_id = '${tenantId}'`;
  const joins = via.columns.map(([own, theirs]) => `owner.${theirs} = ${row}.${own}`).join(" and ");
  return `exists (select 1 from ${via.table} as owner where ${joins} and owner.tenant_id = '${tenantId}')`;
};
