import { streamPages } from "#kernel/http/page-stream";
import type { Context } from "#kernel/ports/context";
import { type EventQuery, type EventRow, listEvents } from "./queries";
import { toEvent } from "./wire";

/** Events per page. Two pages may be in memory: one is sent while the next is read. */
const EVENTS_PER_EXPORT_PAGE = 500;

/** An event as a line of NDJSON, as `GET /v1/events` shows it. */
export const ndjsonLine = (row: EventRow): string => `${JSON.stringify(toEvent(row))}\n`;

/**
 * All events that match the filters as a stream of NDJSON in `seq` order. Reads a page when the client has taken the
 * last.
 */
export const exportEvents = (
  ctx: Context,
  query: Omit<EventQuery, "limit" | "cursor" | "sort">,
): Promise<ReadableStream<Uint8Array>> =>
  streamPages(
    (cursor) => listEvents(ctx, { ...query, sort: "seq", limit: EVENTS_PER_EXPORT_PAGE, cursor }),
    (rows) => rows.map(ndjsonLine).join(""),
  );
