import { expect, test } from "vitest";
import { cacheHostnames, createResolver, type ResolvedHostname } from "#kernel/ports/dns";
import { createDnsClient, type DnsAnswer, type DnsRecord } from "#kernel/ports/dns-records";
import { dnsResponse } from "../../support/dns";

type Answers = Partial<Record<"A" | "AAAA", DnsAnswer>>;

const answering = (answers: Answers) =>
  createResolver(async (_name, type) => (type === "A" || type === "AAAA" ? answers[type] : undefined) ?? away);

const NAME = "hooks.example.com";
const away: DnsAnswer = { kind: "unavailable" };
const none: DnsAnswer = { kind: "records", records: [] };
const noSuchName: DnsAnswer = { kind: "no_such_name" };
const records = (...found: DnsRecord[]): DnsAnswer => ({ kind: "records", records: found });
const v4 = records({ type: "A", name: NAME, address: "93.184.216.34" });
const viaAlias = records(
  { type: "CNAME", name: NAME, target: "other.example" },
  { type: "AAAA", name: "other.example", address: "2606:4700::1" },
);
const unrelated = records({ type: "A", name: "other.example", address: "10.0.0.1" });
const circle = records(
  { type: "CNAME", name: NAME, target: "other.example" },
  { type: "CNAME", name: "other.example", target: NAME },
);

test.for<[string, Answers, ResolvedHostname]>([
  ["both families", { A: v4, AAAA: viaAlias }, { kind: "addresses", addresses: ["93.184.216.34", "2606:4700::1"] }],
  ["one family", { A: v4, AAAA: none }, { kind: "addresses", addresses: ["93.184.216.34"] }],
  ["addresses of one family, no answer for the other", { A: v4 }, { kind: "addresses", addresses: ["93.184.216.34"] }],
  ["no addresses", { A: none, AAAA: none }, { kind: "no_such_name" }],
  ["addresses of another name", { A: unrelated, AAAA: none }, { kind: "no_such_name" }],
  ["aliases in a circle", { A: circle, AAAA: circle }, { kind: "no_such_name" }],
  ["no such name", { A: noSuchName, AAAA: noSuchName }, { kind: "no_such_name" }],
  ["half an answer that says no", { A: none }, { kind: "unavailable" }],
  ["no answer", {}, { kind: "unavailable" }],
])("a name with %s", async ([, answers, resolved]) => {
  expect(await answering(answers)(NAME)).toEqual(resolved);
});

const clientOf = (fetch: (url: string) => Promise<Response>) =>
  createDnsClient(fetch, "https://cloudflare-dns.com/dns-query?ct");

test("a question goes out in wire format, with the id 0 and beside the parameters of the resolver's URL", async () => {
  const asked: string[] = [];
  const lookUp = clientOf(async (url) => {
    asked.push(url);
    return dnsResponse(url, (name) => (name === NAME ? ["93.184.216.34", "2606:4700::1"] : null));
  });
  expect(await lookUp(NAME, "A", 1_000)).toEqual(v4);
  expect(await lookUp(NAME, "SRV", 1_000)).toMatchObject({ kind: "records" });
  expect(await lookUp("other.example.com", "A", 1_000)).toEqual({ kind: "no_such_name" });
  // RFC 8484, section 4.1.1: this question for www.example.com.
  await lookUp("www.example.com", "A", 1_000);
  expect(asked.at(-1)).toBe(
    "https://cloudflare-dns.com/dns-query?ct=&dns=AAABAAABAAAAAAAAA3d3dwdleGFtcGxlA2NvbQAAAQAB",
  );
});

test.for<[string, () => Promise<Response>]>([
  ["an answer in no known form", async () => Response.json({ Status: 0 })],
  ["an empty answer", async () => new Response("")],
  ["a failing server", async () => new Response("", { status: 502 })],
  ["more than a DNS message can have", async () => new Response(new Uint8Array(70_000))],
  ["no network", () => Promise.reject(new TypeError("no network"))],
])("unavailable: %s", async ([, fetch]) => {
  expect(await clientOf(fetch)(NAME, "A", 1_000)).toEqual({ kind: "unavailable" });
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
