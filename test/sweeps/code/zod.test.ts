import { expect, test } from "vitest";
import * as whole from "zod";
import * as bundled from "../../../src/zod/index.js";

test("what the bundle has of zod is all of it but the messages in other languages", () => {
  const names = (all: object): string[] =>
    Object.keys(all)
      .filter((name) => name !== "locales")
      .sort();
  expect(Object.keys(whole)).toContain("locales");
  expect(Object.keys(bundled).sort()).toEqual(names(whole));
  expect(Object.keys(bundled.core).sort()).toEqual(names(whole.core));
  expect(Object.keys(bundled.z).sort()).toEqual(names(whole.z));
});
