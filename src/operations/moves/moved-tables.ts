// Pure: no I/O, no clock, no randomness.

/**
 * The tables with rows of tenants. A move copies the rows as they are, whatever they mean to their owners, so it names
 * the tables in text. A test compares this list with the schema, so that a new table can't be forgotten.
 */
export interface MovedTable {
  readonly name: string;
  /** The primary key. */
  readonly key: readonly string[];
  /** The columns that order a tenant's rows for copying. Missing: the key without the tenant. */
  readonly order?: readonly string[];
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
  { name: "calls", key: ["id"], order: ["created_at", "id"] },
  ofTenant("expired_calls", "tenant_id", "carrier_id"),
  { name: "messages", key: ["id"], order: ["created_at", "id"] },
  ofTenant("expired_messages", "tenant_id", "carrier_id"),
  ofTenant("usage_daily", "tenant_id", "day", "phone_number_id", "agent_id"),
  ofTenant("webhook_refusals", "tenant_id", "day", "phone_number_id"),
  ofTenant("api_keys", "id"),
  { name: "idempotency_keys", key: ["tenant_id", "key_hash"], rowsPerPage: 50 },
  ofTenant("sessions", "id"),
  ofTenant("live_feeds", "tenant_id", "shard"),
  ofTenant("webhook_endpoints", "id"),
  ofTenant("carrier_accounts", "id"),
  ofAccount("account_document_rounds", "carrier_account", "carrier_account"),
  ofAccount("messaging_registrations", "carrier_account", "carrier_id", "kind"),
  ofTenant("sip_trunks", "id"),
  ofTenant("sip_gateways", "id"),
  ofTenant("phone_numbers", "id"),
  ofTenant("offline_counts", "tenant_id"),
  ofNumber("number_transfers", "phone_number_id", "position"),
  ofNumber("number_documents", "phone_number_id"),
  ofNumber("number_readiness", "phone_number_id"),
  ofNumber("sync_absences", "phone_number_id"),
  ofNumber("sync_repairs", "phone_number_id"),
  ofTenant("number_snapshots", "phone_number_id"),
  ofTenant("sync_runs", "id"),
  ofSync("sync_seen", "run_id", "part"),
  ofSync("sync_differences", "run_id", "kind", "e164"),
  ofTenant("bulk_jobs", "id"),
  ofTenant("bulk_items", "id"),
  ofTenant("agents", "id"),
  ofTenant("agent_checks", "agent_id"),
  ofTenant("assignments", "phone_number_id", "valid_from"),
  ofTenant("routing_plans", "phone_number_id", "version"),
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
  ofTenant("reservations", "id"),
  ofTenant("orders", "id"),
  ofTenant("order_items", "id"),
  ofTenant("regulatory_defaults", "tenant_id", "country", "type"),
  ofTenant("regulatory_claims", "sid"),
  ofTenant("import_jobs", "id"),
  ofTenant("import_items", "id"),
  ofTenant("porting_requests", "id"),
  ofTenant("porting_numbers", "id"),
  ofTenant("porting_entries", "id"),
  ofTenant("porting_documents", "id"),
  ofTenant("porting_share_links", "id"),
  ofTenant("portability_checks", "id"),
  ofTenant("portability_items", "check_id", "position"),
  ofTenant("findings", "id"),
];

/** Tables with rows of tenants that stay where they are, and why. */
export const stayingTables: Readonly<Record<string, string>> = {
  tenants: "The tenant's row is in both databases from the copy on; which of the two counts is the move itself.",
  tenant_moves: "The record of a move stays in the database that it left.",
  moving_tenants: "The state of a move in a database.",
  carrier_outcomes: "The outcomes of requests to all accounts, of tenants too, are in DB.",
};

/** A tenant's rows in a table, as a condition. `?1` is the tenant. */
export const rowsOf = ({ via }: MovedTable): string => {
  if (!via) return "tenant_id = ?1";
  const own = via.columns.map(([column]) => column).join(", ");
  const theirs = via.columns.map(([, column]) => column).join(", ");
  return `(${own}) in (select ${theirs} from ${via.table} where tenant_id = ?1)`;
};

/** Whether a trigger's row (`old` or `new`) is the tenant's. */
export const isRowOf = ({ via }: MovedTable, row: "old" | "new", tenantId: string): string => {
  if (!via) return `${row}.tenant_id = '${tenantId}'`;
  const joins = via.columns.map(([own, theirs]) => `owner.${theirs} = ${row}.${own}`).join(" and ");
  return `exists (select 1 from ${via.table} as owner where ${joins} and owner.tenant_id = '${tenantId}')`;
};

/** The columns that order a tenant's rows. A table with one row for each tenant has the tenant alone. */
export function pageOrderOf({ key, order }: MovedTable): readonly string[] {
  const own = order ?? key.filter((column) => column !== "tenant_id");
  return own.length > 0 ? own : key;
}
