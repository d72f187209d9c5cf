import { expect, test } from "vitest";
import { cacheHostnames, createResolver, type ResolvedHostname } from "#kernel/ports/dns";

type Records = Partial<Record<"A" | "AAAA", unknown>>;

const answering = (records: Records) =>
  createResolver(async (url) => {
    const found = records[new URL(url).searchParams.get("type") as "A" | "AAAA"];
    if (found === undefined) throw new TypeError("no network");
    return Response.json(found);
  });

const v4 = { Status: 0, Answer: [{ type: 1, data: "93.184.216.34" }] };
const viaAlias = {
  Status: 0,
  Answer: [
    { type: 5, data: "other.example." },
    { type: 28, data: "2606:4700::1" },
  ],
};
const none = { Status: 0 };
const unknownName = { Status: 3 };
const brokenServer = { Status: 2 };

test.for<[string, Records, ResolvedHostname]>([
  ["both families", { A: v4, AAAA: viaAlias }, { kind: "addresses", addresses: ["93.184.216.34", "2606:4700::1"] }],
  ["one family", { A: v4, AAAA: none }, { kind: "addresses", addresses: ["93.184.216.34"] }],
  ["addresses of one family, no answer for the other", { A: v4 }, { kind: "addresses", addresses: ["93.184.216.34"] }],
  ["no addresses", { A: none, AAAA: none }, { kind: "no_such_name" }],
  ["no such name", { A: unknownName, AAAA: unknownName }, { kind: "no_such_name" }],
  ["half an answer that says no", { A: none }, { kind: "unavailable" }],
  ["a server that fails", { A: brokenServer, AAAA: brokenServer }, { kind: "unavailable" }],
  ["answers in no known form", { A: { error: 1 }, AAAA: "?" }, { kind: "unavailable" }],
  ["no network", {}, { kind: "unavailable" }],
])("a name with %s", async ([, records, resolved]) => {
  expect(await answering(records)("hooks.example.com")).toEqual(resolved);
});

test("results are cached for half a minute; `unavailable` is not cached", async () => {
  let [now, asked] = [0, 0];
  let answer: ResolvedHostname = { kind: "unavailable" };
  const resolve = cacheHostnames(
    async () => {
      asked += 1;
      return answer;
    },
    () => now,
  );
  await resolve("a.example");
  answer = { kind: "addresses", addresses: ["8.8.8.8"] };
  for (const at of [0, 1, 29_999]) {
    now = at;
    expect(await resolve("a.example")).toEqual(answer);
  }
  expect(asked).toBe(2);
  now = 30_000;
  await resolve("a.example");
  await resolve("b.example");
  expect(asked).toBe(4);
});
