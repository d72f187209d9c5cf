import type { NumberFilter } from "../account/numbers";
import type { NumberType } from "../inventory/offers";
import type { Sandbox } from "../sandbox";
import { pageNumberOf, pageSizeOf, pageUri, readPageToken } from "./paging";
import { incomingToWire } from "./wire";

/** One page, newest first. Its links continue from a number, not from a count, so changes in between lose nothing. */
export function listIncoming(sandbox: Sandbox, { pathname, searchParams: query }: URL, type?: NumberType) {
  const size = pageSizeOf(query);
  const position = readPageToken(query);
  const page = pageNumberOf(query);
  const isHostedOnly = query.get("Origin") === "hosted";
  const filter = readFilter(query, type);
  const numbers = isHostedOnly ? [] : sandbox.numbers.page(filter, position, size);
  const first = numbers[0];
  const last = numbers.at(-1);
  const hasNext = last && sandbox.numbers.page(filter, { direction: "after", seq: last.seq }, 1).length > 0;
  const hasPrevious = first && sandbox.numbers.page(filter, { direction: "before", seq: first.seq }, 1).length > 0;
  const start = page * size;
  const body = {
    incoming_phone_numbers: numbers.map((each) => incomingToWire(sandbox.accountSid, each)),
    page,
    page_size: size,
    start,
    end: start + Math.max(numbers.length - 1, 0),
    uri: pageUri(pathname, query, size, page, position),
    first_page_uri: pageUri(pathname, query, size, 0),
    next_page_uri: hasNext ? pageUri(pathname, query, size, page + 1, { direction: "after", seq: last.seq }) : null,
    previous_page_uri: hasPrevious
      ? pageUri(pathname, query, size, Math.max(page - 1, 0), { direction: "before", seq: first.seq })
      : null,
  };
  return { status: 200, body };
}

/** The first half of a page, looking like the end of the list. */
export function truncate({ status, body }: ReturnType<typeof listIncoming>) {
  const numbers = body.incoming_phone_numbers;
  return {
    status,
    body: { ...body, incoming_phone_numbers: numbers.slice(0, Math.floor(numbers.length / 2)), next_page_uri: null },
  };
}

function readFilter(query: URLSearchParams, type: NumberType | undefined): NumberFilter {
  const filter: NumberFilter = { includeBeta: query.get("Beta") !== "false" };
  const phoneNumber = query.get("PhoneNumber");
  if (phoneNumber) filter.phoneNumber = phoneNumber;
  const friendlyName = query.get("FriendlyName");
  if (friendlyName) filter.friendlyName = friendlyName;
  if (type) filter.type = type;
  return filter;
}
