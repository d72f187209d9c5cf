import { type MovedTable, movedTables } from "./moved-tables";
import { boundsOf, rowPage } from "./page-queries";
import { isPassed, type Pass, withPass } from "./pass";
import type { Position } from "./row-pages";

/** Rows that one statement deletes. */
const ROWS_PER_DELETION = 2_000;

/** In an order in which no row goes before those that refer to it. */
export const clearedTables: readonly MovedTable[] = movedTables.toReversed();

/**
 * Deletes a page of a tenant's rows. A number that rows of other tenants refer to keeps a husk: a released number
 * without settings.
 */
export async function deleteRows(
  pass: Pass,
  table: MovedTable,
  after: Position | null,
): Promise<{ readonly rows: number; readonly next: Position | null }> {
  const { client, tenantId } = pass;
  const { name, key } = table;
  const columns = key.join(", ");
  const page = rowPage(client, table, tenantId, after, boundsOf(ROWS_PER_DELETION));
  const rows = `(${columns}) in (select ${columns} from (${page.sql})) and ${isPassed(pass)}`;
  const isNumber = name === "phone_numbers";
  const makeHusks = `update phone_numbers set ${huskFields} where ${isReferred} and ${isNoHusk} and ${rows}`;
  const results = await withPass(pass, [
    ...page.ends,
    ...(isNumber ? [page.prepare(makeHusks)] : []),
    page.prepare(`delete from ${name} where ${rows} ${isNumber ? `and not ${isReferred}` : ""}`),
  ]);
  return { rows: results.at(-1)?.meta.changes ?? 0, next: page.next(results.slice(0, page.ends.length)) };
}

const isReferred = `(exists (select 1 from assignments where phone_number_id = phone_numbers.id)
  or exists (select 1 from routing_plans where phone_number_id = phone_numbers.id))`;

const huskFields = `status = 'released', friendly_name = '', tags = '[]', metadata = '{}', sms_forward_to = null,
  agent_id = null, ready = null`;
const isNoHusk = "(status, friendly_name, tags, metadata) is not ('released', '', '[]', '{}')";
