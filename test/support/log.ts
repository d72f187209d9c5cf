import { env } from "cloudflare:workers";

/**
 * Writes events into a tenant's log without waking its subscribers. Their subjects are reservations, orders and numbers in
 * turn; each subject's id ends in the event's `seq`.
 */
export async function writeEvents(tenantId: string, count: number): Promise<void> {
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?2),
       last as (select coalesce(max(seq), 0) as seq from events where tenant_id = ?1),
       kinds as (select json('["reservation","order","phone_number"]') as kind)
     insert into events select ?1, last.seq + i, 'evt_' || ?1 || (last.seq + i), (kind ->> ((last.seq + i) % 3)) || '.updated',
       0, 'system', 'req_1', kind ->> ((last.seq + i) % 3), 'sub_' || (last.seq + i), '{}', null from n, last, kinds`,
  )
    .bind(tenantId, count)
    .run();
}
