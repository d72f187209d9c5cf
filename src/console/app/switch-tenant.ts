import { actFor, sessionQuery } from "../api/session";
import { queryClient } from "./query-client";

/**
 * Has the session act for a tenant, or with `null` for the platform itself. The page forgets what it read for another.
 * `leave` goes to a page that both have, before the pages of the one before are gone.
 */
export async function switchTenant(tenantId: string | null, leave: () => Promise<void>): Promise<void> {
  const session = await actFor(tenantId);
  await leave();
  await queryClient.cancelQueries();
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  queryClient.setQueryData(sessionQuery.queryKey, session);
}
