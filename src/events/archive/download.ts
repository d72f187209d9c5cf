import { describeError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { keyOf } from "./day";
import { archivesOf } from "./queries";

interface Download {
  readonly body: ReadableStream<Uint8Array>;
  /** In bytes; `null` for several parts, whose sizes are not added up. */
  readonly size: number | null;
  /** The name to save the file under. */
  readonly name: string;
}

/**
 * An archived day, or one part of it. Its parts follow each other as gzip members, which together are one gzip file
 * (RFC 1952, section 2.2).
 */
export async function downloadArchive(ctx: Context, day: string, part: number | undefined): Promise<Download> {
  const [first, ...rest] = (await archivesOf(ctx, day, part)).map(({ name }) => name);
  if (first === undefined) throw new Error("archivesOf returns at least one row.");
  const object = await objectOf(ctx, first);
  if (rest.length === 0) return { body: object.body, size: object.size, name: first };
  return { body: streamOf(concatenate(ctx, object, rest)), size: null, name: day };
}

async function* concatenate(ctx: Context, first: R2ObjectBody, rest: readonly string[]): AsyncGenerator<Uint8Array> {
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
    console.error({
      message: "R2 could not read an event archive",
      request_id: requestId,
      error: describeError(error),
    });
    throw new Problem(
      "storage_unavailable",
      "The storage of the event archive did not answer. Retry after a few seconds.",
      { retryAfter: 2 },
    );
  });
  if (!object) throw new Error(`R2 has no object ${key}, though event_archives lists it.`);
  return object;
}
