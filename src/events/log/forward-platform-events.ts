import { and, asc, eq, sql } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { idMovedTo, NOISE_LENGTH, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { EventRow } from "./queries";
import { eventsIndexedBy } from "./reads";
import { lastSeqOf } from "./record";
import { events } from "./table";

/** Events per step. */
const FORWARD_STEP = 200;

/**
 * Moves the platform's events from a further database to the platform's log, which is in `DB`. An event of the platform
 * is in the batch of its cause, so it begins in the database of its cause; here it gets its place in the one log.
 *
 * An event gets the id of the instant at which it comes to the log, as reads by time rely on ids that grow with `seq`
 * (`MAX_DISORDER`); it keeps its `occurred_at` and the id's randomness.
 *
 * **Invariant:** an event is deleted only once the log has it, and the log takes it once, by that randomness. So a run
 * that dies anywhere is repeated by the next one.
 */
export async function forwardPlatformEvents(ctx: Context, mayGoOn: () => boolean): Promise<number> {
  let forwarded = 0;
  for (;;) {
    const rows = await ctx.db
      .select()
      .from(events)
      .where(eq(events.tenantId, PLATFORM_TENANT_ID))
      .orderBy(asc(events.seq))
      .limit(FORWARD_STEP);
    if (rows.length === 0) return forwarded;
    ctx.changed.tenants.add(PLATFORM_TENANT_ID);
    await append(ctx, rows);
    const ids = JSON.stringify(rows.map(({ id }) => id));
    await ctx.db
      .delete(events)
      .where(and(eq(events.tenantId, PLATFORM_TENANT_ID), sql`${events.id} in (select value from json_each(${ids}))`));
    forwarded += rows.length;
    if (rows.length < FORWARD_STEP || !mayGoOn()) return forwarded;
  }
}

async function append(ctx: Context, rows: readonly EventRow[]): Promise<void> {
  const { db } = ctx.databases.first;
  const values = rows.map(({ id, type, occurredAt, actor, requestId, subjectType, subjectId, data }) => [
    idMovedTo(id, ctx.now + ctx.elapsedMs()),
    type,
    occurredAt,
    actor,
    requestId,
    subjectType,
    subjectId,
    data,
  ]);
  const column = (index: number) => sql.raw(`value ->> ${index}`);
  const columns = sql.join([0, 1, 2, 3, 4, 5, 6, 7].map(column), sql`, `);
  await batchNamed(db, {
    appended: db.insert(events).select(sql`
      select ${PLATFORM_TENANT_ID}, ${lastSeqOf(PLATFORM_TENANT_ID)} + row_number() over (order by key), ${columns}, null
      from json_each(${JSON.stringify(values)})
      where not exists (
        select 1 from ${eventsIndexedBy("events_of_subject")}
        where tenant_id = ${PLATFORM_TENANT_ID} and subject_id = value ->> 6
          and substr(events.id, ${-NOISE_LENGTH}) = substr(value ->> 0, ${-NOISE_LENGTH}))`),
  });
}
