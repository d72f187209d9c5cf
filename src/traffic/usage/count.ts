import { getTableColumns, type SQL, sql } from "drizzle-orm";
import { numberExists } from "#inventory/phone-numbers/row-conditions";
import { type Database, insertAllIf, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { RefusalReason } from "./refusal";
import { usageDaily, webhookRefusals } from "./table";
import { counters, type Share, usageDayOf } from "./tally";

/**
 * The statement that adds shares to their days' usage if the statement before it in the batch wrote something; `null`
 * without shares.
 */
export function addUsage(db: Database, tenantId: string, shares: readonly Share[]): Statement | null {
  if (shares.length === 0) return null;
  const rows = shares.map((share) => rowOf(tenantId, share));
  return insertAllIf(db, usageDaily, rows, previousWroteSomething).onConflictDoUpdate(added());
}

const rowOf = (tenantId: string, { agentId, ...share }: Share) => ({ tenantId, ...share, agentId: agentId ?? "" });

const key = [usageDaily.tenantId, usageDaily.day, usageDaily.phoneNumberId, usageDaily.agentId];

const added = () => ({
  target: key,
  set: Object.fromEntries(
    counters.map((name) => {
      const column = sql.identifier(usageDaily[name].name);
      return [name, sql`${usageDaily[name]} + excluded.${column}`] as const;
    }),
  ),
});

interface ShareOfRecord {
  /** The call or message. */
  readonly recordId: string;
  readonly tenantId: string;
  readonly share: Share;
}

/**
 * Adds the shares of many records in one statement, each if `isTrue` holds for its record at that moment. Unexecuted.
 */
export function addUsageWhere(
  db: Database,
  shares: readonly ShareOfRecord[],
  isTrue: (recordId: SQL) => SQL,
): Statement {
  const columns = Object.entries(getTableColumns(usageDaily));
  const rows = shares.map(({ recordId, tenantId, share }) => {
    const fields = new Map<string, unknown>(Object.entries(rowOf(tenantId, share)));
    return [...columns.map(([name]) => fields.get(name)), recordId];
  });
  const values = columns.map((_, at) => sql.raw(`value ->> ${at}`));
  const isOfRecord = isTrue(sql`(value ->> ${sql.raw(String(columns.length))})`);
  return db
    .insert(usageDaily)
    .select(sql`select ${sql.join(values, sql`, `)} from json_each(${JSON.stringify(rows)}) where ${isOfRecord}`)
    .onConflictDoUpdate(added());
}

export interface WebhookRefusal {
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly reason: RefusalReason;
  readonly at: number;
}

/**
 * Counts a rejected webhook for the number that its URL names. Anyone can send such requests with any URL, so
 * requests for unknown numbers share one row of the platform; otherwise the table could grow without bound. Not
 * idempotent: do not retry it.
 */
export function countRefusal(db: Database, { tenantId, phoneNumberId, reason, at }: WebhookRefusal): Statement[] {
  const exists = numberExists(tenantId, phoneNumberId);
  const none = { unsigned: 0, wrongSignature: 0, replayed: 0 };
  const row = { tenantId, phoneNumberId, day: usageDayOf(at), ...none, [reason]: 1, lastAt: at };
  const again = {
    target: [webhookRefusals.tenantId, webhookRefusals.day, webhookRefusals.phoneNumberId],
    set: { [reason]: sql`${webhookRefusals[reason]} + 1`, lastAt: at },
  };
  return [
    insertIf(db, webhookRefusals, row, exists).onConflictDoUpdate(again),
    insertIf(
      db,
      webhookRefusals,
      { ...row, tenantId: PLATFORM_TENANT_ID, phoneNumberId: "" },
      sql`not ${exists}`,
    ).onConflictDoUpdate(again),
  ];
}
