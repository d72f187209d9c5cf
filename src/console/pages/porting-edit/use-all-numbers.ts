import { useCallback } from "react";
import { type Answer, type Call, call } from "../../api/call";
import { useAllPages } from "../../api/use-all-pages";
import { useFollowedPages } from "../../live/use-followed-pages";

export type PortingNumber = Answer<"GET", "/v1/porting-requests/{porting_request_id}/numbers">["data"][number];

const PAGE_ROWS = 100;

/** All numbers of a request: a thousand at most. They are read again when the request changes. */
export function useAllNumbers(id: string) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/porting-requests/{porting_request_id}/numbers", {
        path: { porting_request_id: id },
        query: { limit: PAGE_ROWS, cursor },
      }),
    [id],
  );
  return useAllPages(useFollowedPages(pageAt, ({ subject }) => subject.id === id));
}

/** Takes numbers out of a request, one after the other; `null`: none of them is in it any more. */
export function removalOf(
  id: string,
  rows: readonly PortingNumber[],
  phoneNumbers: readonly string[],
): Call<undefined> | null {
  const named = new Set(phoneNumbers);
  const calls = rows
    .filter(({ phone_number }) => named.has(phone_number))
    .map((row) =>
      call("DELETE", "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}", {
        path: { porting_request_id: id, porting_number_id: row.id },
      }),
    );
  const [first] = calls;
  if (!first) return null;
  return {
    method: first.method,
    url: first.url,
    body: undefined,
    headers: {},
    sendForResponse: async (signal) => ({ ...(await first.sendForResponse(signal)), data: undefined }),
    send: async (signal) => {
      for (const each of calls) await each.send(signal);
      return undefined;
    },
  };
}
