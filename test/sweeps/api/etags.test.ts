import { expect, test } from "vitest";
import { admin, type Caller } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

type Answer = Awaited<ReturnType<Caller["get"]>>;

/** Something that is changed with `If-Match`. */
interface Versioned {
  readonly caller: Caller;
  /** Where it is, and the answer that showed it first. */
  readonly path: string;
  readonly first: Answer;
  /** Changes it to something that it never was. */
  readonly change: (ifMatch: string) => Promise<Answer>;
}

const agent = { name: "Desk", destination: { kind: "say", message: "Hello." } };

const account = { name: "Ours", account_sid: `AC${"8".repeat(32)}`, auth_token: "0123456789abcdef0123456789abcdef" };

let serial = 0;
const fresh = (): string => `It is ${++serial}`;

async function numberPath({ api }: Tenant): Promise<string> {
  const { body } = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return `/v1/phone-numbers/${body.items[0].phone_number_id}`;
}

/** One that is created by a POST, which a repeat of its Idempotency-Key answers as well. */
const created = (collection: string, body: object, field: string, caller?: Caller) => async (tenant: Tenant) => {
  const api = caller ?? tenant.api;
  const once = { "idempotency-key": `etag ${tenant.id}` };
  const first = await api.post(collection, body, once);
  const again = await api.post(collection, body, once);
  expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
  const path = `${collection}/${first.body.id}`;
  return {
    caller: api,
    path,
    first,
    change: (ifMatch: string) => api.patch(path, { [field]: fresh() }, { "if-match": ifMatch }),
  };
};

/** One that is put in its place. */
const put =
  (pathOf: (tenant: Tenant) => Promise<string>, bodyOf: () => Promise<object>) =>
  async (tenant: Tenant): Promise<Versioned> => {
    const path = await pathOf(tenant);
    const change = async (ifMatch: string) => tenant.api.put(path, await bodyOf(), { "if-match": ifMatch });
    return { caller: tenant.api, path, first: await tenant.api.put(path, await bodyOf()), change };
  };

async function bought(tenant: Tenant): Promise<Versioned> {
  const path = await numberPath(tenant);
  const change = (ifMatch: string) => tenant.api.patch(path, { friendly_name: fresh() }, { "if-match": ifMatch });
  return { caller: tenant.api, path, first: await tenant.api.get(path), change };
}

/** Its verification after the response raises the version. */
async function connected({ api }: Tenant): Promise<Versioned> {
  const path = `/v1/carrier-accounts/${(await api.post("/v1/carrier-accounts", account)).body.id}`;
  const change = (ifMatch: string) => api.patch(path, { name: fresh() }, { "if-match": ifMatch });
  return { caller: api, path, first: await api.get(path), change };
}

const url = "https://hooks.example.com/sandbox/receiver/etags";

test.for<[string, (tenant: Tenant) => Promise<Versioned>]>([
  ["an agent", created("/v1/agents", agent, "name")],
  ["a webhook endpoint", created("/v1/webhook-endpoints", { url }, "description")],
  ["a SIP trunk", created("/v1/sip-trunks", { name: "PBX", provider: "generic" }, "name")],
  ["a carrier account", connected],
  ["a tenant", created("/v1/tenants", { name: "Acme" }, "name", admin)],
  ["a number", bought],
  [
    "a routing plan",
    put(
      async (tenant) => `${await numberPath(tenant)}/routing`,
      async () => ({ fallback: { kind: "say", message: fresh() } }),
    ),
  ],
  [
    "a regulatory default",
    put(
      async () => "/v1/regulatory-defaults/DE/local",
      async () => ({ address_sid: await sandbox.address("DE") }),
    ),
  ],
])("%s says its version wherever it is shown, and If-Match takes it from there", async ([, make]) => {
  const { caller, path, first, change } = await make(await withTenant());
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"\d+"$/);
  expect((await caller.get(path)).headers.get("etag")).toBe(etag);
  const changed = await change(etag);
  expect(changed.status).toBe(200);
  expect(changed.headers.get("etag")).not.toBe(etag);
  expect((await caller.get(path)).headers.get("etag")).toBe(changed.headers.get("etag"));
  expect(await change(etag)).toMatchObject({ status: 412, body: { code: "stale_version" } });
});

test("whatever is done to a number answers its new version", async () => {
  const tenant = await withTenant();
  const path = await numberPath(tenant);
  const { body } = await tenant.api.post("/v1/agents", agent);
  for (const [verb, sent] of [
    ["assign", { agent_id: body.id }],
    ["unassign", undefined],
    ["suspend", undefined],
    ["resume", undefined],
    ["release", undefined],
    ["restore", undefined],
  ] as const) {
    const done = await tenant.api.post(`${path}/${verb}`, sent);
    expect.soft([verb, done.status]).toEqual([verb, 200]);
    expect.soft([verb, (await tenant.api.get(path)).headers.get("etag")]).toEqual([verb, done.headers.get("etag")]);
  }
});
