import { ExpiringCache } from "#kernel/values/expiring-cache";
import type { DnsRecord, LookUpDns } from "./dns-records";

/** Finds the addresses of host names. */

const TIMEOUT_MS = 2_000;
const MAX_ALIASES = 8;

export type ResolvedHostname =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  | { readonly kind: "no_such_name" }
  /** The resolver gave no usable answer. The name may exist. */
  | { readonly kind: "unavailable" };

export type ResolveHostname = (name: string) => Promise<ResolvedHostname>;

/** Looks up A and AAAA records together. One family is enough: a host may have only one. */
export const createResolver =
  (lookUp: LookUpDns): ResolveHostname =>
  async (name) => {
    const ask = (asked: string, type: AddressType) => lookUp(asked, type, TIMEOUT_MS);
    const found = await Promise.all([followAliases(name, "A", ask), followAliases(name, "AAAA", ask)]);
    const addresses = found.flatMap((list) => (typeof list === "string" ? [] : list));
    if (addresses.length > 0) return { kind: "addresses", addresses };
    return { kind: found.includes("unavailable") ? "unavailable" : "no_such_name" };
  };

type AddressType = "A" | "AAAA";

/**
 * The addresses of one family at the end of a name's aliases, possibly none. Records of names that are not on this way
 * do not count.
 */
export async function followAliases(
  name: string,
  type: AddressType,
  ask: (name: string, type: AddressType) => ReturnType<LookUpDns>,
): Promise<readonly string[] | "no_such_name" | "unavailable" | "alias_loop"> {
  let end = name.toLowerCase();
  for (let asked = 0; asked <= MAX_ALIASES; asked += 1) {
    const answer = await ask(end, type);
    if (answer.kind !== "records") return answer.kind;
    const start = end;
    const followed = endOfAliases(start, answer.records);
    if (followed === null) return "alias_loop";
    end = followed;
    const addresses = answer.records.flatMap((record) =>
      record.type === type && "address" in record && record.name === end ? [record.address] : [],
    );
    // Resolvers give the whole way in one answer. Only a stub leaves the end of an alias to be asked for.
    if (addresses.length > 0 || end === start) return addresses;
  }
  return "alias_loop";
}

/** The name at the end of the aliases in an answer; `null` if they lead in a circle or are too many. */
function endOfAliases(name: string, records: readonly DnsRecord[]): string | null {
  const aliases = new Map(records.flatMap((record) => (record.type === "CNAME" ? [[record.name, record.target]] : [])));
  let end = name;
  for (let hop = 0; hop < MAX_ALIASES; hop += 1) {
    const next = aliases.get(end);
    if (next === undefined) return end;
    end = next;
  }
  return null;
}

/** Caches results for half a minute, so that a burst to one host asks once. `unavailable` is not cached. */
export function cacheHostnames(resolve: ResolveHostname, now: () => number): ResolveHostname {
  const cache = new ExpiringCache<ResolvedHostname>({ maxEntries: 1_000, ttlMs: 30_000 });
  return async (name) => {
    const cached = cache.get(name, now());
    if (cached) return cached;
    const resolved = await resolve(name);
    if (resolved.kind !== "unavailable") cache.set(name, resolved, now());
    return resolved;
  };
}
