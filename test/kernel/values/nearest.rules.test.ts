import { expect, test } from "vitest";
import { nearest } from "#kernel/values/nearest";

const fields = ["phone_number", "phone_numbers", "ttl_seconds", "country", "status", "tags", "url"];

test.for([
  ["phoneNumber", "phone_number"],
  ["PHONE-NUMBER", "phone_number"],
  ["phone_nubmer", "phone_number"],
  ["ttl", "ttl_seconds"],
  ["country_code", "country"],
  ["stat", "status"],
  ["tag", "tags"],
  ["uri", "url"],
  ["statsu", "status"],
  ["tasg", "tags"],
] as const)("%s was meant to be %s", ([given, meant]) => {
  expect(nearest(given, fields)).toBe(meant);
});

test.for(["colour", "x", "", "zzzzzz", "q".repeat(5_000)])("%s is near to none", (given) => {
  expect(nearest(given, fields)).toBeUndefined();
});
