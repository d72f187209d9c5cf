import type { NamedDatabase } from "#kernel/ports/databases";
import { insertions, type Rows } from "./copy-rows";
import { isPassed, type Pass, withPass } from "./pass";

/** Rows of others that a moving tenant needs in its new database. */

async function read({ db }: NamedDatabase, sql: string, ...values: readonly unknown[]): Promise<Rows> {
  return (
    await db.$client
      .prepare(sql)
      .bind(...values)
      .all<Record<string, unknown>>()
  ).results;
}

/** The numbers that the tenant once had: its assignments and plans of that time refer to them. */
const formerNumbers = `select * from phone_numbers where tenant_id <> ?1 and id in (
    select phone_number_id from assignments where tenant_id = ?1
    union select phone_number_id from routing_plans where tenant_id = ?1)`;

/** The tenants that have those numbers now, and the former owners of the tenant's numbers. */
const otherOwners = `select * from tenants where id <> ?1 and id in (
    select tenant_id from (${formerNumbers})
    union select from_tenant_id from number_transfers
      where phone_number_id in (select id from phone_numbers where tenant_id = ?1)
    union select to_tenant_id from number_transfers
      where phone_number_id in (select id from phone_numbers where tenant_id = ?1))`;

/** A number's row that only stands for the one in another database: no job looks at a released number. */
const huskOf = (row: Rows[number]) => ({
  ...row,
  status: "released",
  friendly_name: "",
  tags: "[]",
  metadata: "{}",
  sms_forward_to: null,
  agent_id: null,
});

/**
 * Writes the rows that the tenant's rows refer to and that stay where they are. They count nowhere: a tenant's row
 * names another database, and a number's row is a husk. Rows that are there already stay.
 */
export async function copyReferred(source: NamedDatabase, pass: Pass): Promise<void> {
  const owners = await read(source, otherOwners, pass.tenantId);
  const numbers = await read(source, formerNumbers, pass.tenantId);
  const unlessThere = { condition: isPassed(pass), conflict: "on conflict do nothing" };
  const resting = owners.map((row) => ({ ...row, moving_to: null }));
  await withPass(pass, [
    ...insertions(pass.client, "tenants", resting, unlessThere),
    ...insertions(pass.client, "phone_numbers", numbers.map(huskOf), unlessThere),
  ]);
}

/** Writes the tenant's own row, which does not count there yet. */
export async function copyTenant(source: NamedDatabase, pass: Pass): Promise<void> {
  const rows = await read(source, "select * from tenants where id = ?1", pass.tenantId);
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== "id");
  const replace = columns.map((column) => `${column} = excluded.${column}`).join(", ");
  const conflict = `on conflict (id) do update set ${replace}`;
  await withPass(pass, insertions(pass.client, "tenants", rows, { condition: isPassed(pass), conflict }));
}

/**
 * Writes the old database's queue of dirty subjects, which has those of the tenant among others, and the states of
 * bundles that the tenant's numbers use. A subject that is not there is evaluated in vain.
 */
export async function copyReadiness(source: NamedDatabase, pass: Pass): Promise<void> {
  const dirty = await read(source, "select subject, '' as after, 1 as version from readiness_queue");
  const bundles = await read(
    source,
    `select * from bundle_states where sid in (select bundle_sid from number_documents
      where phone_number_id in (select id from phone_numbers where tenant_id = ?1))`,
    pass.tenantId,
  );
  const condition = isPassed(pass);
  const again = "on conflict (subject) do update set after = '', version = readiness_queue.version + 1";
  await withPass(pass, [
    ...insertions(pass.client, "readiness_queue", dirty, { condition, conflict: again }),
    ...insertions(pass.client, "bundle_states", bundles, { condition, conflict: "on conflict do nothing" }),
  ]);
}
