import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/** All texts of the console are in `src/console/strings`, so that a translation replaces one folder. */

const console = resolve(import.meta.dirname, "../../../src/console");
const components = readdirSync(console, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".tsx"))
  .map((path) => ({ path, text: readFileSync(join(console, path), "utf8") }));

/** Attributes that people read or hear. */
const attributes = /\s(?:label|title|placeholder|description|aria-label|alt|header|text)="([^"]*[A-Za-z]{2}[^"]*)"/g;
/** A text between tags, on one line or several. */
const children = /(?<![=-])>\s*([A-Z][a-z]+(?: [A-Za-z]+)*[.!?…]?)\s*<\//g;

/** Addresses are the same in all languages. */
const isAddress = /^(sips?|https?|wss?):\S+$/;

test("the sweep sees the components", () => {
  expect(components.length).toBeGreaterThan(10);
});

test("no component has an English text of its own", () => {
  const found = components.flatMap(({ path, text }) =>
    [...text.matchAll(attributes), ...text.matchAll(children)].flatMap(([, words = ""]) =>
      isAddress.test(words) ? [] : [`${path}: ${words}`],
    ),
  );
  expect(found).toEqual([]);
});
