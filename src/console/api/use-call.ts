import { infiniteQueryOptions, type QueryKey, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ApiError } from "./api-error";
import type { Call } from "./call";

/**
 * The key of a call's answer in the cache: its path without the query, then the query. Events of the live feed make all
 * answers under a path stale: `["/v1/phone-numbers"]` stands for the list with every filter.
 */
export const keyOf = ({ url }: Pick<Call<unknown>, "url">): QueryKey => url.split("?");

interface CallOptions<Data> {
  /** `false`: the call is not made yet. */
  readonly enabled?: boolean;
  /** Milliseconds between repetitions; `false`: none. For work under way that has no event of its own. */
  readonly refetchInterval?: number | false | ((latest: Data | undefined) => number | false);
  /** Shows the answer to the previous call until the new one is there. */
  readonly keepPrevious?: boolean;
}

/** Reads one answer, and reads it again when an event makes it stale. */
export const useCall = <Data>(
  made: Call<Data>,
  { enabled = true, refetchInterval = false, keepPrevious = false }: CallOptions<Data> = {},
) =>
  useQuery<Data, Error>({
    queryKey: keyOf(made),
    queryFn: ({ signal }) => made.send(signal),
    enabled,
    refetchInterval: ({ state: { data, error } }: { state: { data: Data | undefined; error: Error | null } }) => {
      // An answer that stays the same, such as not_found, ends the repetition.
      if (error instanceof ApiError && !error.mayPass) return false;
      return typeof refetchInterval === "function" ? refetchInterval(data) : refetchInterval;
    },
    ...(keepPrevious && { placeholderData: (previous: Data | undefined) => previous }),
  } as Parameters<typeof useQuery<Data, Error>>[0]);

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** Builds the call of a list's page at a cursor; `undefined` is the first page. */
export type PageAt<Row> = (cursor: string | undefined) => Call<Page<Row>>;

/** The key of a list that grows by pages. */
export const pagesKeyOf = <Row>(pageAt: PageAt<Row>): QueryKey => [...keyOf(pageAt(undefined)), "pages"];

/** The query of a list. A route that starts it before the page is drawn saves that time. */
export const pagesQuery = <Row>(pageAt: PageAt<Row>) =>
  infiniteQueryOptions({
    queryKey: pagesKeyOf(pageAt),
    queryFn: ({ pageParam, signal }) => pageAt(pageParam).send(signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/**
 * Reads a list page by page. With other filters the rows before stay until the new ones are there: meanwhile
 * `isPlaceholderData` holds.
 */
export const usePages = <Row>(pageAt: PageAt<Row>, { enabled = true } = {}) => {
  const query = pagesQuery(pageAt);
  const [path] = query.queryKey;
  return useInfiniteQuery({
    ...query,
    enabled,
    placeholderData: (previous, before) => (before?.queryKey[0] === path ? previous : undefined),
  });
};

/** An answer and the version to send as `If-Match` with a change of it. */
export interface Versioned<Data> {
  readonly data: Data;
  readonly etag: string | undefined;
}

/** Reads one answer with its `ETag`, for pages that change it. */
export const useVersioned = <Data>(made: Call<Data>, { enabled = true } = {}) =>
  useQuery<Versioned<Data>, Error>({
    queryKey: [...keyOf(made), "version"],
    queryFn: async ({ signal }) => {
      const { data, response } = await made.sendForResponse(signal);
      return { data, etag: response.headers.get("etag") ?? undefined };
    },
    enabled,
  });
