import { useCallback } from "react";
import { type Answer, call, type QueryOf } from "../../api/call";
import { instantOf } from "../../app/instant";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";

export type CallRow = Answer<"GET", "/v1/calls/{call_id}">;
type CallQuery = NonNullable<QueryOf<"GET", "/v1/calls">>;

export type CallFilters = {
  readonly phone_number_id?: string | undefined;
  readonly agent_id?: string | undefined;
  readonly from?: string | undefined;
  readonly status?: string | undefined;
  readonly created_after?: string | undefined;
  readonly created_before?: string | undefined;
};

const PAGE_ROWS = 100;

const readCall = (id: string) => call("GET", "/v1/calls/{call_id}", { path: { call_id: id } });

/** A number's id, or the whole number; a part of one finds nothing. */
export const isWholeNumber = (text: string): boolean => /^(num_\w+|\+[1-9]\d{6,14})$/.test(text);

/** Calls of the tenant or of one number, the newest first, following the live feed. */
export function useCalls(filters: CallFilters) {
  const { phone_number_id: number } = filters;
  const pageAt = useCallback(
    (cursor: string | undefined) => {
      const { phone_number_id, created_after: after, created_before: before, ...rest } = filters;
      const query = {
        ...rest,
        ...(phone_number_id && isWholeNumber(phone_number_id) && { phone_number_id }),
        ...(after && { created_after: instantOf(after) }),
        ...(before && { created_before: instantOf(before) }),
        limit: PAGE_ROWS,
        cursor,
      } as CallQuery;
      return call("GET", "/v1/calls", { query });
    },
    [filters],
  );
  const callOf = useCallback(
    ({ subject, data }: FeedEvent): string | null =>
      subject.type === "call" && (!number?.startsWith("num_") || data.phone_number_id === number) ? subject.id : null,
    [number],
  );
  return useLivePages<CallRow>({ pageAt, rowAt: readCall, rowOf: callOf });
}
