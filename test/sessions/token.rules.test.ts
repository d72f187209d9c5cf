import { expect, test } from "vitest";
import { hashOfAdminToken, hashOfKeyToken } from "#sessions/token";

test("a new admin token ends the sessions of the one before: their cookies lead to no stored digest any more", async () => {
  const token = "a".repeat(64);
  const [before, after, asKey] = await Promise.all([
    hashOfAdminToken(token, "the old admin token"),
    hashOfAdminToken(token, "the new admin token"),
    hashOfKeyToken(token),
  ]);
  expect(new Set([before, after, asKey]).size).toBe(3);
  expect(await hashOfAdminToken(token, "the old admin token")).toBe(before);
});
