import { sql } from "drizzle-orm";
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
  const rows = shares.map(({ agentId, ...share }) => ({ tenantId, ...share, agentId: agentId ?? "" }));
  const added = counters.map((name) => {
    const column = sql.identifier(usageDaily[name].name);
    return [name, sql`${usageDaily[name]} + excluded.${column}`] as const;
  });
  return insertAllIf(db, usageDaily, rows, previousWroteSomething).onConflictDoUpdate({
    target: [usageDaily.tenantId, usageDaily.day, usageDaily.phoneNumberId, usageDaily.agentId],
    set: Object.fromEntries(added),
  });
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
