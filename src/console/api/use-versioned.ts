import { type QueryKey, useQuery } from "@tanstack/react-query";
import type { Call } from "./call";
import { keyOf } from "./use-call";

/** An answer with the version that a change has to name in `If-Match`. */
export interface Versioned<Data> {
  readonly data: Data;
  readonly etag: string | undefined;
}

/** The key of a versioned answer in the cache. Events make it stale like other answers. */
export const versionedKeyOf = (made: Pick<Call<unknown>, "url">): QueryKey => [...keyOf(made), "version"];

export const versionedFrom = <Data>({ data, response }: { data: Data; response: Response }): Versioned<Data> => ({
  data,
  etag: response.headers.get("etag") ?? undefined,
});

/** Reads one answer with its version, and reads it again when an event makes it stale. */
export const useVersioned = <Data>(made: Call<Data>) =>
  useQuery({
    queryKey: versionedKeyOf(made),
    queryFn: async ({ signal }): Promise<Versioned<Data>> => versionedFrom(await made.sendForResponse(signal)),
  });
