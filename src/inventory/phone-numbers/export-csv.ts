import { BYTE_ORDER_MARK, csvLine, escapeCell } from "#kernel/http/csv";
import { streamPages } from "#kernel/http/page-stream";
import type { Context } from "#kernel/ports/context";
import { isoTime } from "#kernel/values/time";
import { listNumbers, type NumberQuery } from "./list-numbers";
import type { ListedNumber } from "./listed-number";

/** Rows per page. Two pages are in memory at most: one being sent and the next being read. */
export const NUMBERS_PER_EXPORT_PAGE = 250;

/**
 * The columns in order, with the text of each cell. Free text is escaped, so that spreadsheets neither run nor change
 * it.
 */
const columns = {
  id: ({ id }) => id,
  phone_number: ({ e164 }) => e164,
  country: ({ country }) => country,
  type: ({ type }) => type,
  status: ({ status }) => status,
  friendly_name: ({ friendlyName }) => escapeCell(friendlyName),
  tags: ({ tags }) => JSON.stringify(tags),
  metadata: ({ metadata }) => JSON.stringify(metadata),
  deletion_lock: ({ deletionLock }) => String(deletionLock),
  port_out_lock: ({ portOutLock }) => String(portOutLock),
  voice: ({ voice }) => String(voice),
  sms: ({ sms }) => String(sms),
  mms: ({ mms }) => String(mms),
  fax: ({ fax }) => String(fax),
  monthly_price_amount: ({ priceAmount }) => priceAmount ?? "",
  monthly_price_currency: ({ priceCurrency }) => priceCurrency ?? "",
  acquisition_method: ({ acquisitionMethod }) => acquisitionMethod,
  carrier_account_id: ({ carrierAccountId }) => carrierAccountId ?? "",
  sip_trunk_id: ({ sipTrunkId }) => sipTrunkId ?? "",
  agent_id: ({ agentId }) => agentId ?? "",
  sms_forward_to: ({ smsForwardTo }) => smsForwardTo ?? "",
  created_at: ({ createdAt }) => isoTime(createdAt),
  updated_at: ({ updatedAt }) => isoTime(updatedAt),
  released_at: ({ releasedAt }) => timeOrNothing(releasedAt),
  cooling_off_until: ({ coolingOffUntil }) => timeOrNothing(coolingOffUntil),
} as const satisfies Readonly<Record<string, (row: ListedNumber) => string>>;

const timeOrNothing = (at: number | null): string => (at === null ? "" : isoTime(at));

export const exportColumns: readonly string[] = Object.keys(columns);

const exportLine = (row: ListedNumber): string => csvLine(Object.values(columns).map((cell) => cell(row)));

/** All numbers that the filters find, as a CSV stream that reads page after page. */
export const exportNumbers = (
  ctx: Context,
  query: Omit<NumberQuery, "limit" | "cursor">,
): Promise<ReadableStream<Uint8Array>> =>
  streamPages(
    (cursor) => listNumbers(ctx, { ...query, limit: NUMBERS_PER_EXPORT_PAGE, cursor }),
    (rows) => rows.map(exportLine).join(""),
    BYTE_ORDER_MARK + csvLine(exportColumns),
  );
