import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

/**
 * Tests wait for states, and patiently: vitest's own `waitFor` gives up after a second by default, which a slow, busy machine
 * needs for a single request. `eventually` of test/support waits long enough, so a red test means a defect.
 */

const folder = resolve(import.meta.dirname, "../..");
const impatient = /\bvi\.wait(For|Until)\(|\.poll\(/;

const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !path.includes("node_modules") && !path.startsWith("sweeps/code/"),
);
const offenders = (pattern: RegExp): string[] =>
  files.filter((path) => pattern.test(readFileSync(join(folder, path), "utf8"))).sort();

test("only `eventually` waits with vitest's helpers", () => {
  expect(offenders(/\beventually\(/).length).toBeGreaterThan(40);
  expect(offenders(impatient)).toEqual(["support/eventually.ts"]);
});

test("no test sets a time of its own to wait or to end: a slow machine would turn it red", () => {
  const own = /\{ timeout(: [\d_]+)? \}|\{\s*timeout(: [\d_]+)?,\s*interval|\}, [\d_]{4,}\);/;
  expect(offenders(own)).toEqual([]);
});

test("a test that looks for an element by role and text gives the whole name: a part can fit a second element, at times", () => {
  const byPart = /getByRole\((?=[^)]*\bname\b)(?![^)]*\bname: \/)(?![^)]*\bexact: true)/;
  expect(byPart.test('getByRole("heading", { name: "Orders" })')).toBe(true);
  expect(offenders(byPart)).toEqual([]);
});
