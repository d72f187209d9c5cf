import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import type { NumberFilters, NumberQuery } from "./number-filters";

export type NumberRow = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;

const PAGE_ROWS = 100;

const numberOfEvent = ({ subject, data }: FeedEvent): string | null => {
  if (subject.type === "phone_number") return subject.id;
  return subject.type === "assignment" && typeof data.phone_number_id === "string" ? data.phone_number_id : null;
};

const readNumber = (id: string) =>
  call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } });

/** The tenant's numbers that the filters select, page by page, following the live feed. */
export function useNumbers(filters: NumberFilters) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/phone-numbers", { query: { ...filters, limit: PAGE_ROWS, cursor } as NumberQuery }),
    [filters],
  );
  return useLivePages<NumberRow>({ pageAt, rowAt: readNumber, rowOf: numberOfEvent });
}
