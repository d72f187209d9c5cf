import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { closeReasons } from "#events/live/close-reasons";

test("README.md has every code that a live connection is closed with, and no other", () => {
  const readme = readFileSync(resolve(import.meta.dirname, "../../../README.md"), "utf8");
  const listed = [...readme.matchAll(/^\| (4\d{3}) \| `([a-z_]+)` \|/gm)].map(([, code, reason]) => [
    Number(code),
    reason,
  ]);
  expect(listed).toEqual(Object.entries(closeReasons).map(([reason, { code }]) => [code, reason]));
  expect(listed.length).toBeGreaterThan(5);
});
