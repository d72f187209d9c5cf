import fc from "fast-check";
import { expect, test } from "vitest";
import { ExpiringCache } from "#kernel/values/expiring-cache";

test("an entry is there until it expires, is replaced or deleted", () => {
  const cache = new ExpiringCache<string>({ maxEntries: 10, ttlMs: 1_000 });
  cache.set("a", "first", 0);
  expect([cache.get("a", 999), cache.get("a", 1_000), cache.get("b", 0)]).toEqual(["first", undefined, undefined]);
  cache.set("a", "second", 500, 100);
  expect([cache.get("a", 599), cache.get("a", 600)]).toEqual(["second", undefined]);
  cache.set("a", "third", 700);
  cache.delete("a");
  expect(cache.get("a", 700)).toBeUndefined();
});

test("a clock that is set back ends the entries that were written ahead of it", () => {
  const cache = new ExpiringCache<string>({ maxEntries: 10, ttlMs: 10_000 });
  cache.set("a", "of a request that began a little later", 100_000);
  expect(cache.get("a", 99_000)).toBe("of a request that began a little later");
  expect(cache.get("a", 98_999)).toBeUndefined();
});

test("however it is used, it holds the entries that were written last, and no more than it may", () => {
  const writes = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.nat()), { maxLength: 40 });
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 5 }), (all, maxEntries) => {
      const cache = new ExpiringCache<number>({ maxEntries, ttlMs: 1 });
      for (const [key, value] of all) cache.set(key, value, 0);
      const lastWrites = new Map(all);
      const newestKeys = [...new Set(all.toReversed().map(([key]) => key))].slice(0, maxEntries);
      for (const [key, value] of lastWrites) {
        expect(cache.get(key, 0)).toBe(newestKeys.includes(key) ? value : undefined);
      }
    }),
  );
});
