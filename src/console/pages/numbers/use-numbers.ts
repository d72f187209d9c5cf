import { useMemo } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { type NumberFilters, numberQuery, numbersAt } from "./number-filters";

export type NumberRow = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;

const MAX_PAGE_ROWS = 200;

const numberOfEvent = ({ subject, data }: FeedEvent): string | null => {
  if (subject.type === "phone_number") return subject.id;
  return subject.type === "assignment" && typeof data.phone_number_id === "string" ? data.phone_number_id : null;
};

const readNumber = (id: string) =>
  call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } });

/** The tenant's numbers that the filters select, page by page, following the live feed. */
export function useNumbers(filters: NumberFilters) {
  const pageAt = useMemo(() => numbersAt(filters), [filters]);
  return useLivePages<NumberRow>({ pageAt, rowAt: readNumber, rowOf: numberOfEvent });
}

/** How many of the tenant's numbers callers do not reach. */
export const useOfflineCount = (): number =>
  useCall(call("GET", "/v1/phone-numbers", { query: { limit: 1 } })).data?.meta.offline_count ?? 0;

/** Reads the ids of all numbers that the filters select, up to `most`. */
export async function readIds(
  filters: NumberFilters,
  most: number,
): Promise<{ ids: readonly string[]; isComplete: boolean }> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(MAX_PAGE_ROWS, most - ids.length);
    const page = await call("GET", "/v1/phone-numbers", {
      query: { ...numberQuery(filters), limit, cursor },
    }).send();
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && ids.length < most);
  return { ids, isComplete: cursor === undefined };
}
