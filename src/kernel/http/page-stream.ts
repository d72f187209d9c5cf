import type { Page } from "./page";

/**
 * Streams a list as text, page by page. A slow reader keeps at most two pages in memory. The first page is read before
 * the stream exists, so that an invalid request still gets a problem document; a later failure aborts the stream.
 */
export async function streamPages<Row>(
  pageAfter: (cursor: string | undefined) => Promise<Page<Row>>,
  textOf: (rows: readonly Row[]) => string,
  heading = "",
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const first = await pageAfter(undefined);
  let nextPage = async () => first;
  let begin = heading;
  return new ReadableStream({
    async pull(controller) {
      const { rows, nextCursor } = await nextPage();
      controller.enqueue(encoder.encode(begin + textOf(rows)));
      begin = "";
      if (nextCursor === null) controller.close();
      else nextPage = () => pageAfter(nextCursor);
    },
  });
}
