import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cursor, decodeCursor, encodeCursor, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";

const position = fc.record({
  sort: fc.constantFrom("created_at", "-created_at", "friendly_name"),
  value: fc.oneof(fc.string({ unit: "grapheme" }), fc.maxSafeInteger()),
  id: fc.string(),
});

test("a cursor gives back the position it was made of", () => {
  fc.assert(fc.property(position, (at) => void expect(decodeCursor(encodeCursor(at), at.sort)).toEqual(at)));
});

test("a cursor is opaque text that needs no escaping in a URL", () => {
  fc.assert(fc.property(position, (at) => void expect(encodeCursor(at)).toMatch(/^[A-Za-z0-9_-]+$/)));
});

test("any other text, and a cursor of another order, throws invalid_cursor", () => {
  const refused = (cursor: string, sort: string) => {
    try {
      const decoded = decodeCursor(cursor, sort);
      // Text that happens to be a cursor must be exactly the one we would have made.
      expect(encodeCursor(decoded)).toBe(cursor);
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code: "invalid_cursor" });
    }
  };
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => refused(text, "created_at")));
  fc.assert(fc.property(fc.json(), (text) => refused(btoa(encodeURIComponent(text)), "created_at")));
  fc.assert(
    fc.property(position, (at) => {
      expect(() => decodeCursor(encodeCursor(at), `${at.sort}x`)).toThrow(/sorted by/);
    }),
  );
});

test("walking pages by cursor shows every row once, in order, although rows are added behind and before", () => {
  const rows = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.string({ minLength: 1 })), {
    selector: ([, id]) => id,
    maxLength: 40,
  });
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 1, max: 7 }), (present, added, limit) => {
      const less = (a: readonly [number, string], b: readonly [number, string]) =>
        a[0] !== b[0] ? a[0] - b[0] : a[1] < b[1] ? -1 : 1;
      const table = [...present];
      const seen: string[] = [];
      let cursor: string | null = null;
      for (let round = 0; round < 100; round += 1) {
        const from: Cursor | null = cursor === null ? null : decodeCursor(cursor, "v");
        const beyond: (readonly [number, string])[] = table
          .filter((row) => from === null || less([Number(from.value), from.id], row) < 0)
          .sort(less)
          .slice(0, limit + 1);
        const page: Page<readonly [number, string]> = toPage(beyond, limit, "v", ([value, id]) => ({ value, id }));
        seen.push(...page.rows.map(([, id]) => id));
        cursor = page.nextCursor;
        const next = added[round];
        if (next && !table.some(([, id]) => id === next[1])) table.push(next);
        if (cursor === null) break;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(present.filter(([, id]) => !seen.includes(id))).toEqual([]);
    }),
  );
});
