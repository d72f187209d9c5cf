import { useCallback } from "react";
import { type Answer, call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";

export type ApiKey = Answer<"GET", "/v1/tenants/{tenant_id}/api-keys/{key_id}">;

const PAGE_ROWS = 100;

const keyOfEvent = ({ type, subject }: FeedEvent): string | null => (type.startsWith("api_key.") ? subject.id : null);

/** A tenant's API keys, the newest first. */
export function useKeys(tenantId: string) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/tenants/{tenant_id}/api-keys", {
        path: { tenant_id: tenantId },
        query: { limit: PAGE_ROWS, cursor },
      }),
    [tenantId],
  );
  const rowAt = useCallback(
    (id: string) =>
      call("GET", "/v1/tenants/{tenant_id}/api-keys/{key_id}", { path: { tenant_id: tenantId, key_id: id } }),
    [tenantId],
  );
  return useLivePages<ApiKey>({ pageAt, rowAt, rowOf: keyOfEvent });
}
