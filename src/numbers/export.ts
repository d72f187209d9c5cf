import type { Context } from "../kernel/context";
import { csvLine, inertText } from "../kernel/csv";
import { isoTime } from "../kernel/time";
import { listNumbers, type NumberQuery } from "./queries";
import type { NumberRow } from "./table";

/** Rows that are in memory at a time, twice: while one page is being sent, the next may be read. */
export const EXPORT_PAGE = 250;

/** The columns, in order, and what is in them. Text that people chose is made inert; what we make ourselves is what it is. */
const columns = {
  id: ({ id }) => id,
  phone_number: ({ e164 }) => e164,
  country: ({ country }) => country,
  type: ({ type }) => type,
  status: ({ status }) => status,
  friendly_name: ({ friendlyName }) => inertText(friendlyName),
  tags: ({ tags }) => JSON.stringify(tags),
  metadata: ({ metadata }) => JSON.stringify(metadata),
  deletion_lock: ({ deletionLock }) => String(deletionLock),
  voice: ({ voice }) => String(voice),
  sms: ({ sms }) => String(sms),
  mms: ({ mms }) => String(mms),
  fax: ({ fax }) => String(fax),
  monthly_price_amount: ({ priceAmount }) => priceAmount ?? "",
  monthly_price_currency: ({ priceCurrency }) => priceCurrency ?? "",
  acquisition_method: ({ acquisitionMethod }) => acquisitionMethod,
  agent_id: ({ agentId }) => agentId ?? "",
  sms_forward_to: ({ smsForwardTo }) => smsForwardTo ?? "",
  created_at: ({ createdAt }) => isoTime(createdAt),
  updated_at: ({ updatedAt }) => isoTime(updatedAt),
  released_at: ({ releasedAt }) => timeOrNothing(releasedAt),
  cooling_off_until: ({ coolingOffUntil }) => timeOrNothing(coolingOffUntil),
} as const satisfies Readonly<Record<string, (row: NumberRow) => string>>;

const timeOrNothing = (at: number | null): string => (at === null ? "" : isoTime(at));

export const exportColumns: readonly string[] = Object.keys(columns);

const exportLine = (row: NumberRow): string => csvLine(Object.values(columns).map((cell) => cell(row)));

/**
 * All numbers that the filters let through, as CSV, page by page as they are read. The first page is read before the answer
 * begins, so that what is wrong with the request is still a problem; a failure after that breaks the stream off.
 */
export async function exportNumbers(
  ctx: Context,
  query: Omit<NumberQuery, "limit" | "cursor">,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const pageAfter = (cursor: string | undefined) => listNumbers(ctx, { ...query, limit: EXPORT_PAGE, cursor });
  const first = await pageAfter(undefined);
  let nextPage = async () => first;
  let header = csvLine(exportColumns);
  return new ReadableStream({
    async pull(controller) {
      const { rows, nextCursor } = await nextPage();
      controller.enqueue(encoder.encode(header + rows.map(exportLine).join("")));
      header = "";
      if (nextCursor === null) controller.close();
      else nextPage = () => pageAfter(nextCursor);
    },
  });
}
