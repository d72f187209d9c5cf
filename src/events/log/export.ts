import { streamPages } from "#kernel/http/page-stream";
import type { Context } from "#kernel/ports/context";
import { type EventQuery, type EventRow, listEvents } from "./queries";
import { toEvent } from "./wire";

/** Rows that are in memory at a time, twice: while one page is being sent, the next may be read. */
export const EVENTS_PER_EXPORT_PAGE = 500;

/** One event to a line, as the list shows it. */
export const ndjsonLine = (row: EventRow): string => `${JSON.stringify(toEvent(row))}\n`;

/** All events that the filters let through, in the order of the log, as NDJSON, page by page as they are read. */
export const exportEvents = (
  ctx: Context,
  query: Omit<EventQuery, "limit" | "cursor" | "sort">,
): Promise<ReadableStream<Uint8Array>> =>
  streamPages(
    (cursor) => listEvents(ctx, { ...query, sort: "seq", limit: EVENTS_PER_EXPORT_PAGE, cursor }),
    (rows) => rows.map(ndjsonLine).join(""),
  );
