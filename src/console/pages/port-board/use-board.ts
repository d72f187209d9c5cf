import { useCallback, useEffect } from "react";
import { call } from "../../api/call";
import { useCall, usePages } from "../../api/use-call";
import { useOperatorPoll } from "../porting/use-operator-poll";
import { type BoardFilters, toBoardQuery } from "./board-filters";

const PAGE_ROWS = 100;
/** More open ports than that are read on request. */
const MAX_LOADED = 500;

/** The open ports of all tenants, those first that need an operator. */
export function useBoard(filters: BoardFilters) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/porting-board", { query: { ...toBoardQuery(filters), limit: PAGE_ROWS, cursor } }),
    [filters],
  );
  const pages = usePages(pageAt);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, refetch } = pages;
  const entries = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  const isShort = entries.length < MAX_LOADED;
  useEffect(() => {
    if (hasNextPage && isShort && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isShort, isFetchingNextPage, fetchNextPage, error]);
  useOperatorPoll(refetch);
  return { ...pages, entries };
}

/** The names of tenants by their ids; a key that may not list tenants sees ids. */
export function useTenants() {
  const { data } = useCall(call("GET", "/v1/tenants", { query: { limit: 100 } }));
  const tenants = data?.data ?? [];
  return {
    choices: tenants.map(({ id, name }) => ({ value: id, label: name })),
    nameOf: (id: string) => tenants.find((tenant) => tenant.id === id)?.name ?? id,
  };
}
