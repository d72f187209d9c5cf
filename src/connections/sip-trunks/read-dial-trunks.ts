import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { type DialTrunk, dialTrunkJson } from "./dial-trunk";

/** The tenant's trunks among these ids, as calls leave over them; no round trip without ids. */
export async function readDialTrunks(db: Database, tenantId: string, ids: readonly string[]): Promise<DialTrunk[]> {
  if (ids.length === 0) return [];
  const rows = await db.all<{ trunk: string }>(sql`select ${dialTrunk} as trunk from sip_trunks as dialled
    where dialled.tenant_id = ${tenantId} and dialled.deleted_at is null
      and dialled.id in (select value from json_each(${JSON.stringify(ids)}))`);
  return rows.map(({ trunk }) => JSON.parse(trunk) as DialTrunk);
}

/** A subquery for the tenant that has a trunk. */
export const tenantOfTrunk = (id: string): SQL => sql`(select tenant_id from sip_trunks where id = ${id})`;

const dialTrunk: SQL = sql.raw(dialTrunkJson);
