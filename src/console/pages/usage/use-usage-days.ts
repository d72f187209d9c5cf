import { type Answer, call } from "../../api/call";
import { keyOf } from "../../api/use-call";
import { useCalmQuery } from "../../live/use-calm-call";

const PAGE_ROWS = 200;

type Usage = Answer<"GET", "/v1/usage">["data"][number];

/** The sums of each day of a period, however long it is. Days without use are left out. */
export function useUsageDays(from: string, to: string) {
  const pageAt = (cursor: string | undefined) =>
    call("GET", "/v1/usage", { query: { group_by: "day", from, to, limit: PAGE_ROWS, cursor } });
  return useCalmQuery({
    key: [...keyOf(pageAt(undefined)), "all"],
    read: async (signal) => {
      const days: Usage[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await pageAt(cursor ?? undefined).send(signal);
        days.push(...page.data);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return days;
    },
  });
}
