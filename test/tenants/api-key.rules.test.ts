import fc from "fast-check";
import { expect, test } from "vitest";
import { hintOf, makeApiKey, parseApiKey } from "#tenants/api-key";
import { repetitions } from "../support/soak";

const environment = fc.constantFrom("live" as const, "test" as const);
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = fc.tuple(environment, bytes).map(([where, noise]) => makeApiKey(where, () => noise));

test("every key that is made can be read, has its environment and shows only its ends", () => {
  fc.assert(
    fc.property(environment, bytes, (where, noise) => {
      const made = makeApiKey(where, () => noise);
      expect(made).toMatch(/^pm_(live|test)_[0-9A-Za-z]{49}$/);
      expect(parseApiKey(made)).toEqual({ environment: where });
      expect(hintOf(made).length).toBeLessThan(20);
    }),
  );
});

test("different secrets make different keys", () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      fc.pre(a.join() !== b.join());
      expect(makeApiKey("live", () => a)).not.toBe(makeApiKey("live", () => b));
    }),
  );
});

test("a key with any one character changed, dropped or added is no key", () => {
  fc.assert(
    fc.property(
      key,
      fc.nat(),
      fc.constantFrom(..."0123456789ABCXYZabcxyz_-"),
      fc.constantFrom("change", "drop", "add"),
      (made, at, char, how) => {
        const i = at % made.length;
        const broken = made.slice(0, i) + (how === "drop" ? "" : char) + made.slice(how === "add" ? i : i + 1);
        fc.pre(broken !== made);
        expect(parseApiKey(broken)).toBeNull();
      },
    ),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("no text makes the parser throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseApiKey(text)));
});
