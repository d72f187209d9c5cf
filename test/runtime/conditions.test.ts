import { afterEach, expect, test, vi } from "vitest";
import { openApiDocument } from "../support/api";
import { rightBefore } from "../support/interleave";
import { freshNumber, withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const newAgent = { name: "Desk", destination: { kind: "say", message: "Hello." } };

test.for<[string, (etag: string) => string, number]>([
  ["the tag itself", (etag) => etag, 200],
  ["the tag as a proxy weakens it", (etag) => `W/${etag}`, 200],
  ["a list with it", (etag) => `"x", ${etag} ,W/"9"`, 200],
  ["any version", () => "*", 200],
  ["a list without it", () => '"7", "8"', 412],
  ["another version that begins alike", () => '"10"', 412],
  ["nothing", () => "", 422],
  ["blanks", () => "  ", 422],
  ["no quotes", () => "1", 422],
  ["half a tag", () => '"1', 422],
  ["* in a list", () => '*, "1"', 422],
])("If-Match with %s", async ([, write, status]) => {
  const { api } = await withTenant();
  const made = await api.post("/v1/agents", newAgent);
  const path = `/v1/agents/${made.body.id}`;
  const answer = await api.patch(path, { name: "Other" }, { "if-match": write(made.headers.get("etag") ?? "") });
  expect(answer.status).toBe(status);
  expect((await api.get(path)).body.name).toBe(status === 200 ? "Other" : "Desk");
});

test("If-Match: * needs something that is there", async () => {
  const { api } = await withTenant();
  const phone_number = freshNumber();
  await api.post("/v1/orders", { items: [{ phone_number }] });
  const path = `/v1/phone-numbers/${encodeURIComponent(phone_number)}/routing`;
  const plan = { fallback: { kind: "say", message: "Hello." } };
  expect(await api.put(path, plan, { "if-match": "*" })).toMatchObject({
    status: 412,
    body: { code: "stale_version" },
  });
  expect((await api.put(path, plan)).status).toBe(200);
  expect((await api.put(path, plan, { "if-match": "*" })).status).toBe(200);
});

test("every change refuses an empty If-Match, and each operation a condition that it would ignore", async () => {
  const { api } = await withTenant();
  for (const [path, item] of Object.entries(openApiDocument().paths as Record<string, object>)) {
    for (const method of ["post", "put", "patch", "delete"] as const) {
      if (!(method in item) || !path.startsWith("/v1/")) continue;
      const at = path.replaceAll(/\{[^}]+\}/g, "x");
      for (const headers of [{ "if-match": "" }, { "if-none-match": "*" }]) {
        const answer = method === "delete" ? await api.delete(at, headers) : await api[method](at, undefined, headers);
        expect.soft([403, 422], `${method} ${path} ${JSON.stringify(headers)}`).toContain(answer.status);
      }
    }
  }
});

test("a poll with If-None-Match gets 304 until what it shows changes", async () => {
  const { api } = await withTenant();
  const { body } = await api.post("/v1/agents", newAgent);
  const path = `/v1/agents/${body.id}`;
  const first = await api.get(path);
  const etag = first.headers.get("etag") ?? "";
  for (const named of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await api.get(path, { "if-none-match": named });
    expect.soft([again.status, again.body, again.headers.get("etag")], named).toEqual([304, "", etag]);
    expect.soft(again.headers.get("content-type")).toBeNull();
    expect.soft(again.headers.get("x-request-id")).toMatch(/^req_/);
  }
  for (const named of ['"other"', "", "nonsense"]) {
    expect.soft((await api.get(path, { "if-none-match": named })).status, named).toBe(200);
  }
  await api.patch(path, { name: "Other" });
  expect(await api.get(path, { "if-none-match": etag })).toMatchObject({ status: 200, body: { name: "Other" } });
});

test("what has no version is polled with a weak tag: an order", async () => {
  const { api } = await withTenant();
  const { body } = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const first = await api.get(`/v1/orders/${body.id}`);
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"[0-9a-z]{7}"$/);
  expect((await api.get(`/v1/orders/${body.id}`, { "if-none-match": etag })).status).toBe(304);
  expect((await api.get(`/v1/orders/${body.id}`, { "if-none-match": 'W/"0000000"' })).status).toBe(200);
});

test("time alone changes nothing that a version stands for: a replaced secret's end", async () => {
  const { api } = await withTenant();
  const made = await api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/time" });
  const path = `/v1/webhook-endpoints/${made.body.id}`;
  const { body: rotated } = await api.post(`${path}/rotate-secret`, { overlap_seconds: 60 });
  const before = await api.get(path);
  expect(before.body.secrets_expire_at).toEqual([rotated.previous_expires_at]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  const after = await api.get(path);
  expect([after.headers.get("etag"), after.body]).toEqual([before.headers.get("etag"), before.body]);
});

test("a change that lost a race is made on top of the other, with the time of its repeat", async () => {
  const { api } = await withTenant();
  const { body } = await api.post("/v1/agents", newAgent);
  const path = `/v1/agents/${body.id}`;
  const later = Date.now() + 5_000;
  rightBefore('update "agents"', async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: later });
    await api.patch(path, { name: "Other" });
  });
  const repeated = await api.patch(path, { destination: { kind: "say", message: "Bye." } });
  expect(repeated).toMatchObject({ status: 200, body: { name: "Other", destination: { message: "Bye." } } });
  expect(Date.parse(repeated.body.updated_at)).toBe(later);
  expect(repeated.headers.get("etag")).toBe('"3"');
});

const parallel = 30;
const names = Array.from({ length: parallel }, (_, at) => `Name ${at}`);

test("changes at the same moment all succeed; with one If-Match exactly one does", async () => {
  const { api } = await withTenant();
  const phone_number = freshNumber();
  const order = await api.post("/v1/orders", { items: [{ phone_number }] });
  const agent = await api.post("/v1/agents", newAgent);
  const hook = await api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/races" });
  for (const [path, field] of [
    [`/v1/phone-numbers/${order.body.items[0].phone_number_id}`, "friendly_name"],
    [`/v1/agents/${agent.body.id}`, "name"],
    [`/v1/webhook-endpoints/${hook.body.id}`, "description"],
  ] as const) {
    const before = (await api.get(path)).headers.get("etag") ?? "";
    const changed = await Promise.all(names.map((name) => api.patch(path, { [field]: name })));
    expect.soft([path, changed.map(({ status }) => status)]).toEqual([path, names.map(() => 200)]);
    const etags = changed.map(({ headers }) => headers.get("etag") ?? "");
    expect.soft(new Set(etags).size, path).toBe(parallel);
    const last = await api.get(path);
    const etag = last.headers.get("etag") ?? "";
    expect.soft(last.body[field]).toBe(names[etags.indexOf(etag)]);
    expect.soft(await api.patch(path, { [field]: "Late" }, { "if-match": before })).toMatchObject({ status: 412 });
    const raced = await Promise.all(
      names.map((name) => api.patch(path, { [field]: `${name}!` }, { "if-match": etag })),
    );
    const counts = Map.groupBy(raced, ({ status }) => status);
    expect.soft([counts.get(200)?.length, counts.get(412)?.length], path).toEqual([1, parallel - 1]);
  }
});
