import { type Answer, call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";

export type Account = Answer<"GET", "/v1/carrier-accounts/{carrier_account_id}">;

const PAGE_ROWS = 100;

const accountOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("carrier_account.") && type !== "carrier_account.deleted" ? subject.id : null;

export const readAccount = (id: string) =>
  call("GET", "/v1/carrier-accounts/{carrier_account_id}", { path: { carrier_account_id: id } });

const pageAt = (cursor: string | undefined) =>
  call("GET", "/v1/carrier-accounts", { query: { limit: PAGE_ROWS, ...(cursor && { cursor }) } });

/** The tenant's Twilio accounts, following the live feed. */
export const useAccounts = () => useLivePages<Account>({ pageAt, rowAt: readAccount, rowOf: accountOfEvent });
