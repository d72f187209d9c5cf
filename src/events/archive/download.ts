import { describeError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { keyOf } from "./day";
import { archivesOf } from "./queries";

interface Download {
  readonly body: ReadableStream<Uint8Array>;
  /** `null` if it is not known before the end. */
  readonly size: number | null;
  /** Of the file. */
  readonly name: string;
}

/**
 * An archived day, or a part of it. Gzip members in a row are one gzip file:
 * https://www.rfc-editor.org/rfc/rfc1952#section-2.2
 */
export async function downloadArchive(ctx: Context, day: string, part: number | undefined): Promise<Download> {
  const [first, ...rest] = (await archivesOf(ctx, day, part)).map(({ name }) => name);
  if (first === undefined) throw new Error("There is always one.");
  const object = await objectOf(ctx, first);
  if (rest.length === 0) return { body: object.body, size: object.size, name: first };
  return { body: streamOf(inARow(ctx, object, rest)), size: null, name: day };
}

async function* inARow(ctx: Context, first: R2ObjectBody, rest: readonly string[]): AsyncGenerator<Uint8Array> {
  yield* first.body;
  for (const name of rest) yield* (await objectOf(ctx, name)).body;
}

const streamOf = (chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return(undefined)),
  });

async function objectOf({ archive, principal, requestId }: Context, name: string): Promise<R2ObjectBody> {
  const key = keyOf(principal.tenantId, name);
  const object = await archive.get(key).catch((error: unknown) => {
    console.error({ message: "the archive failed", request_id: requestId, error: describeError(error) });
    throw new Problem("storage_unavailable", "The archive did not answer; try again in a moment.", { retryAfter: 2 });
  });
  if (!object) throw new Error(`The archive has lost ${key}.`);
  return object;
}
