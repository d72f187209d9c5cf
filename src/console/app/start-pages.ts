import { type PageAt, pagesQuery } from "../api/use-call";
import { queryClient } from "./query-client";

/** Starts to read a list before its page is drawn. The page waits for it and shows what went wrong. */
export function startPages<Row>(pageAt: PageAt<Row>): void {
  void queryClient.prefetchInfiniteQuery(pagesQuery(pageAt));
}
