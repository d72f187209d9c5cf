import { useMemo } from "react";
import { type Answer, call } from "../../api/call";
import { usePages } from "../../api/use-call";

export type CarrierNumber = Answer<"GET", "/v1/carrier-accounts/{carrier_account_id}/numbers">["data"][number];
export type SettingChange = CarrierNumber["changes"][number];

/** Each number costs the API a request to Twilio, so its pages are small. */
const PAGE_ROWS = 40;

/** The numbers that an account has at Twilio, page by page. */
export function useCarrierNumbers(accountId: string) {
  const list = usePages<CarrierNumber>((cursor) =>
    call("GET", "/v1/carrier-accounts/{carrier_account_id}/numbers", {
      path: { carrier_account_id: accountId },
      query: { limit: PAGE_ROWS, ...(cursor && { cursor }) },
    }),
  );
  const rows = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  return { ...list, rows };
}
