import { useCallback } from "react";
import { call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import type { Finding, FindingFilters, FindingQuery } from "./finding-filters";

const PAGE_ROWS = 100;

const findingOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("finding.") ? subject.id : null;

const readFinding = (id: string) => call("GET", "/v1/findings/{finding_id}", { path: { finding_id: id } });

/** The findings that the filters select, page by page, following the live feed. */
export function useFindings(filters: FindingFilters) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/findings", { query: { ...filters, limit: PAGE_ROWS, cursor } as FindingQuery }),
    [filters],
  );
  return useLivePages<Finding>({ pageAt, rowAt: readFinding, rowOf: findingOfEvent });
}
