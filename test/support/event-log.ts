import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { moveArchivedSeq } from "#events/log/archived-seq";
import { deleteEventsThrough } from "#events/log/expire-events";
import { sealEvents } from "#events/log/seal";
import { openDatabase } from "#kernel/db/db";
import { createJobContext } from "#runtime/job-context";
import { BASE, type Json } from "./api";
import type { Tenant } from "./seed";
import { tenantDatabase } from "./tenant-database";

/** Fills, reads and tampers with a tenant's event log from outside of the API. */

export const change = (sql: string, ...params: unknown[]): Promise<D1Result> =>
  tenantDatabase
    .prepare(sql)
    .bind(...params)
    .run();

/** The events without those that follow from them: changes of a number's readiness. */
export const apartFromReadiness = (events: readonly Json[]): Json[] =>
  events.filter(({ type }) => type !== "phone_number.readiness_changed");

/** Adds so many events to a tenant's log, a millisecond apart, with as much random text in each. */
export const addEvents = (tenant: Tenant, count: number, at = Date.now(), randomBytes = 4): Promise<D1Result> =>
  change(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?2)
     insert into events
     select ?1, i + coalesce((select max(seq) from events where tenant_id = ?1), (select archived_seq from tenants where id = ?1)),
       'evt_' || hex(randomblob(13)), 'phone_number.updated', ?3 + i, 'system', 'req_1', 'phone_number', 'num_' || i,
       json_object('changed', json_array(hex(randomblob(?4)))), null
     from n`,
    tenant.id,
    count,
    at,
    randomBytes,
  );

export const fetchAs = (tenant: Tenant, path: string, accept: string): Promise<Response> =>
  exports.default.fetch(new Request(BASE + path, { headers: { authorization: `Bearer ${tenant.key}`, accept } }));

const linesOf = (text: string): Json[] =>
  text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));

/** The events as they are exported. */
export async function exported(tenant: Tenant, query = ""): Promise<Json[]> {
  const answer = await fetchAs(tenant, `/v1/events/export${query}`, "*/*");
  return linesOf(new TextDecoder().decode(await answer.arrayBuffer()));
}

/** An archived day, unpacked. */
export async function archived(tenant: Tenant, date: string): Promise<Json[]> {
  const answer = await fetchAs(tenant, `/v1/events/archives/${date}`, "*/*");
  if (!answer.body) throw new Error("There is no body.");
  return linesOf(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text());
}

export const verified = async ({ api }: Tenant, query = ""): Promise<Json> =>
  (await api.get(`/v1/events/verify${query}`)).body;

/** Moves all but the last `kept` events out of a tenant's log, as retention does. */
export async function archiveAllBut(kept: number, { id }: Tenant): Promise<void> {
  await sealEvents(createJobContext(env, createExecutionContext()), null);
  const db = openDatabase(tenantDatabase);
  const log = tenantDatabase.prepare(
    "select archived_seq, (select max(seq) from events where tenant_id = tenants.id) as last from tenants where id = ?",
  );
  const { archived_seq: from = 0, last = 0 } =
    (await log.bind(id).first<{ archived_seq: number; last: number }>()) ?? {};
  await db.batch([moveArchivedSeq(db, id, from, last - kept), ...deleteEventsThrough(db, id, last - kept)]);
}
