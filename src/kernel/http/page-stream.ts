import type { Page } from "./page";

/**
 * The rows of a list as text, page by page as they are read: a slow reader holds one page in memory and at most one ahead.
 * The first page is read before the stream is there, so that what is wrong with the request is still a problem; a failure
 * after that breaks the stream off.
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
