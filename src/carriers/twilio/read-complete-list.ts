import type { z } from "zod";
import type { CarrierResult } from "#kernel/ports/carrier";
import { mapResult, sendRequest, type TwilioDeps, type TwilioRequest } from "./http";

/** Pages of 1,000 entries per list. A longer list gives an `unknown` result. */
export const MAX_PAGES = 20;

type List = Pick<TwilioRequest, "product" | "path" | "params">;

/**
 * Reads a list to its end by Twilio's links. Uses only a link's query, and only if its path is the list's own: a link
 * to another place must not receive our credentials.
 */
export async function readCompleteList<Page extends { readonly meta: { readonly next_page_url: string | null } }, Row>(
  deps: TwilioDeps,
  list: List,
  schema: z.ZodType<Page>,
  rowsOf: (page: Page) => readonly Row[],
): Promise<CarrierResult<Row[]>> {
  const rows: Row[] = [];
  const { product, path, params } = list;
  let request: TwilioRequest = { method: "GET", product, path, params: { ...params, PageSize: 1000 } };
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = mapResult(await sendRequest(deps, request, schema), (found) => found);
    if (page.kind !== "ok") return page;
    rows.push(...rowsOf(page.value));
    const link = page.value.meta.next_page_url;
    if (link === null) return { kind: "ok", value: rows };
    const next = URL.parse(link);
    const nextPath = path + (next?.search ?? "");
    if (next?.pathname !== path || nextPath === request.path) {
      return { kind: "unknown", message: "Twilio's link to the next page leads out of the list." };
    }
    request = { method: "GET", product, path: nextPath };
  }
  return { kind: "unknown", message: `The list has more than ${MAX_PAGES} pages.` };
}
