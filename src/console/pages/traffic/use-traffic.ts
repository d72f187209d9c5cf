import { useCallback } from "react";
import type { Call } from "../../api/call";
import type { Page } from "../../api/use-call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { type TrafficFilters, trafficQuery } from "./traffic-filters";

interface TrafficSource<Row> {
  /** The type of the subject in the events about a row. */
  readonly subject: "call" | "message";
  readonly readPage: (query: ReturnType<typeof trafficQuery>) => Call<Page<Row>>;
  readonly readRow: (id: string) => Call<Row>;
}

/** Calls or messages of the tenant or of one number, the newest first, following the live feed. */
export function useTraffic<Row extends { readonly id: string }>(source: TrafficSource<Row>, filters: TrafficFilters) {
  const { subject: type, readPage, readRow } = source;
  const { phone_number_id: number } = filters;
  const pageAt = useCallback(
    (cursor: string | undefined) => readPage(trafficQuery(filters, cursor)),
    [readPage, filters],
  );
  const rowOf = useCallback(
    ({ subject, data }: FeedEvent): string | null =>
      subject.type === type && (!number?.startsWith("num_") || data.phone_number_id === number) ? subject.id : null,
    [type, number],
  );
  return useLivePages<Row>({ pageAt, rowAt: readRow, rowOf });
}
