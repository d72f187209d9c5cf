import { useCallback } from "react";
import { type Answer, call, type QueryOf } from "../../api/call";
import { instantOf } from "../../app/instant";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { isWholeNumber } from "../calls/use-calls";

export type MessageRow = Answer<"GET", "/v1/messages/{message_id}">;
type MessageQuery = NonNullable<QueryOf<"GET", "/v1/messages">>;

export type MessageFilters = {
  readonly phone_number_id?: string | undefined;
  readonly from?: string | undefined;
  readonly status?: string | undefined;
  readonly direction?: string | undefined;
  readonly created_after?: string | undefined;
  readonly created_before?: string | undefined;
};

const PAGE_ROWS = 100;

const readMessage = (id: string) => call("GET", "/v1/messages/{message_id}", { path: { message_id: id } });

/** Messages of the tenant or of one number, the newest first, following the live feed. */
export function useMessages(filters: MessageFilters) {
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
      } as MessageQuery;
      return call("GET", "/v1/messages", { query });
    },
    [filters],
  );
  const messageOf = useCallback(
    ({ subject, data }: FeedEvent): string | null =>
      subject.type === "message" && (!number?.startsWith("num_") || data.phone_number_id === number)
        ? subject.id
        : null,
    [number],
  );
  return useLivePages<MessageRow>({ pageAt, rowAt: readMessage, rowOf: messageOf });
}
