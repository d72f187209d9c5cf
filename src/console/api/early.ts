import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";
import type { Call } from "./call";
import { keyOf, type Versioned } from "./use-call";

/**
 * Shows a change before the API has answered. For changes that cost nothing and that no carrier sees.
 *
 * **Invariant:** after the answer, whatever it is, the page shows what the API has: a refused change is taken back, and
 * the newest is read.
 */
export interface Early<Data> {
  /** The call with which the page reads the thing. */
  readonly read: Call<Data>;
  /** Its id, by which lists have it. */
  readonly id: string;
  /** The thing as it will be. */
  readonly change: (before: Data) => Data;
}

interface Written {
  readonly key: QueryKey;
  before: unknown;
  /** As the cache holds it: what has another value since is not taken back. */
  readonly shown: unknown;
}

/** The change of a thing that waits for its answer: the next one waits for it. */
const underWay = new Map<string, Promise<unknown>>();
/** The values that changes without an answer so far have written. */
const unanswered = new Set<readonly Written[]>();
/** The version that a person's own change made of the one before it. */
const ownVersions = new Map<string, string>();

const versionKey = (path: unknown, etag: string): string => `${path} ${etag}`;

/**
 * The version to send with a change of a thing whose version the person saw: a change of their own since then is no
 * conflict. To be asked when the change is sent.
 */
export function versionSeen({ read, etag }: { readonly read: Call<unknown>; readonly etag: string | undefined }) {
  const [path] = keyOf(read);
  let seen = etag;
  for (let next = seen; next !== undefined; next = ownVersions.get(versionKey(path, next))) seen = next;
  return seen;
}

/**
 * Shows the change at once, then sends it, after earlier changes of the same thing. Throws as the call does, once the
 * change is taken back.
 */
export async function sendEarly<Data>(
  client: QueryClient,
  makeCall: () => Call<Data>,
  early: Early<Data>,
): Promise<Data> {
  const [path] = keyOf(early.read);
  const ofThing = { predicate: ({ queryKey }: { queryKey: QueryKey }) => queryKey[0] === path };
  // A reading that is under way would show the old value again.
  await client.cancelQueries(ofThing);
  const written = write(client, early);
  unanswered.add(written);
  const earlier = underWay.get(String(path));
  const sent = (async () => {
    await earlier?.catch(() => undefined);
    const made = makeCall();
    const { data, response } = await made.sendForResponse();
    const [from, to] = [made.headers["if-match"], response.headers.get("etag")];
    // A change of nothing leaves the version as it is.
    if (from && to && from !== to) ownVersions.set(versionKey(path, from), to);
    return { data, etag: to };
  })();
  underWay.set(String(path), sent);
  try {
    const { data, etag } = await sent;
    // A later change is shown already, and its answer follows.
    if (underWay.get(String(path)) === sent) write(client, { ...early, change: () => data }, etag ?? undefined);
    return data;
  } catch (error) {
    for (const each of written) takeBack(client, each);
    throw error;
  } finally {
    unanswered.delete(written);
    // Writing into an answer makes it count as read just now, with all that it says of other things.
    for (const { key } of written) {
      void client.invalidateQueries({ queryKey: key, exact: true, refetchType: "none" });
    }
    if (underWay.get(String(path)) === sent) {
      underWay.delete(String(path));
      void client.invalidateQueries(ofThing);
    }
  }
}

/** Takes a refused value back, also from a later change that would fall back to it. */
function takeBack(client: QueryClient, { key, before, shown }: Written): void {
  if (client.getQueryData(key) === shown) {
    client.setQueryData(key, before);
    return;
  }
  for (const later of [...unanswered].flat()) {
    if (later.before === shown && hashKey(later.key) === hashKey(key)) later.before = before;
  }
}

/** Changes the thing wherever the cache has it: its own answers, and the rows of its lists. */
function write<Data>(client: QueryClient, early: Early<Data>, etag?: string): readonly Written[] {
  const written: Written[] = [];
  for (const { queryKey: key, state } of client.getQueryCache().getAll()) {
    const before: unknown = state.data;
    if (before === undefined) continue;
    const next = changed(key, before, early, etag);
    if (next === before) continue;
    client.setQueryData(key, next);
    written.push({ key, before, shown: client.getQueryData(key) });
  }
  return written;
}

function changed<Data>(
  key: QueryKey,
  cached: unknown,
  { read, id, change }: Early<Data>,
  etag: string | undefined,
): unknown {
  const [of] = key;
  const [path] = keyOf(read);
  if (of === path) {
    // Under this key `useVersioned` keeps the answer with its version.
    if (!key.includes("version")) return change(cached as Data);
    const { data, etag: before } = cached as Versioned<Data>;
    return { data: change(data), etag: etag ?? before };
  }
  if (!key.includes("pages") || of !== String(path).slice(0, String(path).lastIndexOf("/"))) return cached;
  const list = cached as { readonly pages: readonly { readonly data: readonly (Data & { readonly id?: string })[] }[] };
  if (!list.pages.some(({ data }) => data.some((row) => row.id === id))) return cached;
  return {
    ...list,
    pages: list.pages.map((page) => ({ ...page, data: page.data.map((row) => (row.id === id ? change(row) : row)) })),
  };
}
