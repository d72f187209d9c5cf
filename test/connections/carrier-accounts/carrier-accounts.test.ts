import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { accountClient, requireAccount } from "#connections/carrier-accounts/queries";
import { openSecrets } from "#connections/carrier-accounts/secrets";
import type { Json } from "../../support/api";
import { rightBefore } from "../../support/interleave";
import { contextOf, stockOnTrunk } from "../../support/inventory";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const authToken = "0123456789abcdef0123456789abcdef";
const keySid = `SK${"a1".repeat(16)}`;
const keySecret = "A0b1C2d3E4f5A0b1C2d3E4f5A0b1C2d3";

let serial = 0;
const freshSid = (): string => `AC${(++serial).toString(16).padStart(8, "0")}${"e".repeat(24)}`;
const path = "/v1/carrier-accounts";

const connect = async ({ api }: Tenant, more: object = {}): Promise<Json> =>
  (await api.post(path, { name: "Ours", account_sid: freshSid(), auth_token: authToken, ...more })).body;

const eventsOf = async ({ api }: Tenant, id: string): Promise<Json[]> =>
  (await api.get(`/v1/events?limit=50&subject_id=${id}`)).body.data.filter(({ type }: Json) => !type.includes("verif"));

/** A number of the inventory that came from this account. */
async function importNumber(tenant: Tenant, accountId: string): Promise<Json> {
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const [item] = order.body.items;
  await env.DB.prepare("update phone_numbers set acquisition_method = 'imported', carrier_account_id = ? where id = ?")
    .bind(accountId, item.phone_number_id)
    .run();
  return { id: item.phone_number_id, phone_number: item.phone_number };
}

test("an account is connected with a token, with an API key, or with both; answers say which secrets are stored", async () => {
  const tenant = await withTenant();
  const none = { auth_token: false, secondary_auth_token: false, api_key_secret: false, signing_key: false };
  const byToken = await connect(tenant);
  expect(byToken).toMatchObject({ name: "Ours", region: "us1", api_key_sid: null, status: "unverified" });
  expect(byToken.secrets).toEqual({ ...none, auth_token: true });
  const key = { api_key_sid: keySid, api_key_secret: keySecret };
  const byKey = await connect(tenant, { ...key, auth_token: undefined, region: "ie1" });
  expect(byKey).toMatchObject({ region: "ie1", api_key_sid: keySid, secrets: { ...none, api_key_secret: true } });
  const byBoth = await connect(tenant, key);
  expect(byBoth.secrets).toEqual({ ...none, auth_token: true, api_key_secret: true });
  const { body } = await tenant.api.get(path);
  expect(body.data.map(({ id }: Json) => id)).toEqual([byBoth.id, byKey.id, byToken.id]);
  expect(await eventsOf(tenant, byBoth.id)).toMatchObject([
    { type: "carrier_account.created", data: { name: "Ours", account_sid: byBoth.account_sid } },
  ]);
});

test("an incomplete or foreign set of credentials is refused at its field", async () => {
  const { api } = await withTenant();
  const refused = async (body: object) => {
    const answer = await api.post(path, { name: "Ours", account_sid: freshSid(), ...body });
    expect(answer).toMatchObject({ status: 422, body: { code: "validation_failed" } });
    return answer.body.errors.map(({ pointer }: Json) => pointer);
  };
  expect(await refused({})).toEqual(["/auth_token"]);
  expect(await refused({ api_key_sid: keySid })).toEqual(["/api_key_secret"]);
  expect(await refused({ api_key_secret: keySecret })).toEqual(["/api_key_sid"]);
  expect(await refused({ api_key_sid: keySid, api_key_secret: keySecret, secondary_auth_token: authToken })).toEqual([
    "/secondary_auth_token",
  ]);
  expect(await refused({ account_sid: keySid, auth_token: authToken })).toEqual(["/account_sid"]);
  expect(await refused({ auth_token: `${authToken} ${authToken}` })).toEqual(["/auth_token"]);
  expect(await refused({ auth_token: authToken, region: "br1" })).toEqual(["/region"]);
  const platform = await api.post(path, { name: "Mine", account_sid: env.TWILIO_ACCOUNT_SID, auth_token: authToken });
  expect(platform).toMatchObject({ status: 422, body: { errors: [{ pointer: "/account_sid" }] } });
});

test("one account in one region is connected once per tenant, also by requests at the same moment", async () => {
  const tenant = await withTenant();
  const wanted = { name: "Ours", account_sid: freshSid(), auth_token: authToken };
  const answers = await Promise.all([tenant.api.post(path, wanted), tenant.api.post(path, wanted)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const spelled = { ...wanted, account_sid: `AC${wanted.account_sid.slice(2).toUpperCase()}` };
  expect(await tenant.api.post(path, spelled)).toMatchObject({ body: { code: "carrier_account_connected" } });
  expect((await tenant.api.post(path, { ...wanted, region: "au1" })).status).toBe(201);
  expect((await (await withTenant()).api.post(path, wanted)).status).toBe(201);
});

test("credentials are replaced, added and deleted one by one, never the last one", async () => {
  const tenant = await withTenant();
  const { id } = await connect(tenant);
  const patch = (body: object) => tenant.api.patch(`${path}/${id}`, body);
  expect((await patch({ secondary_auth_token: "f".repeat(32) })).body.secrets.secondary_auth_token).toBe(true);
  const promoted = await patch({ auth_token: "f".repeat(32), secondary_auth_token: null });
  expect(promoted.body.secrets).toMatchObject({ auth_token: true, secondary_auth_token: false });
  expect((await patch({ auth_token: null })).body.errors).toMatchObject([{ pointer: "/auth_token" }]);
  expect((await patch({ api_key_sid: keySid })).body.errors).toMatchObject([{ pointer: "/api_key_secret" }]);
  const keyed = await patch({ api_key_sid: keySid, api_key_secret: keySecret, auth_token: null });
  expect(keyed.body).toMatchObject({ api_key_sid: keySid, secrets: { auth_token: false, api_key_secret: true } });
  expect((await patch({ api_key_sid: `SK${"b".repeat(32)}` })).body.errors).toMatchObject([
    { pointer: "/api_key_secret" },
  ]);
  const back = await patch({ api_key_sid: null, auth_token: authToken });
  expect(back.body).toMatchObject({ api_key_sid: null, secrets: { auth_token: true, api_key_secret: false } });
  const changes = (await eventsOf(tenant, id)).map(({ data }) => data.changed ?? "created");
  expect(changes.toReversed()).toEqual([
    "created",
    ["secondary_auth_token"],
    ["auth_token", "secondary_auth_token"],
    ["auth_token", "api_key_sid", "api_key_secret"],
    ["auth_token", "api_key_sid", "api_key_secret"],
  ]);
  const { headers } = await tenant.api.get(`${path}/${id}`);
  const same = await patch({ auth_token: authToken, name: "Ours" });
  expect(same.headers.get("etag")).toBe(headers.get("etag"));
});

test("an account whose numbers are in use is not deleted; afterwards it is gone, and its secrets with it", async () => {
  const tenant = await withTenant();
  const { id } = await connect(tenant);
  const number = await importNumber(tenant, id);
  const refused = await tenant.api.delete(`${path}/${id}`);
  expect(refused).toMatchObject({
    status: 409,
    body: { code: "carrier_account_in_use", phone_numbers: [number], has_more: false },
  });
  expect(refused.body.detail).toContain("/detach");
  await env.DB.prepare("update phone_numbers set status = 'released' where id = ?").bind(number.id).run();
  const stored = () => env.DB.prepare("select * from carrier_accounts where id = ?").bind(id).first<Json>();
  const before = await stored();
  expect((await tenant.api.delete(`${path}/${id}`)).status).toBe(204);
  expect((await tenant.api.delete(`${path}/${id}`)).status).toBe(204);
  expect((await tenant.api.get(`${path}/${id}`)).status).toBe(404);
  expect((await stored()).secrets).not.toBe(before.secrets);
  expect(JSON.parse((await stored()).secret_kinds)).toEqual([]);
  expect((await eventsOf(tenant, id)).map(({ type }) => type)).toEqual([
    "carrier_account.deleted",
    "carrier_account.created",
  ]);
});

test("the last secret that verifies webhooks is kept while numbers are in use, also by a race", async () => {
  const tenant = await withTenant();
  const { id } = await connect(tenant, { api_key_sid: keySid, api_key_secret: keySecret });
  const number = await importNumber(tenant, id);
  const patch = (body: object) => tenant.api.patch(`${path}/${id}`, body);
  const refused = await patch({ auth_token: null });
  expect(refused).toMatchObject({ status: 409, body: { code: "carrier_account_in_use", phone_numbers: [number] } });
  expect(refused.body.detail).toContain("auth_token");
  expect((await patch({ auth_token: "f".repeat(32) })).status).toBe(200);
  const status = (value: string) =>
    env.DB.prepare("update phone_numbers set status = ? where id = ?").bind(value, number.id).run();
  await status("released");
  rightBefore('update "carrier_accounts"', () => status("active"));
  // The write is refused, and the router's repeat says why.
  expect(await patch({ auth_token: null })).toMatchObject({ status: 409, body: { code: "carrier_account_in_use" } });
  await status("released");
  expect((await patch({ auth_token: null })).body.secrets).toMatchObject({ auth_token: false });
});

test("secrets that no key opens are replaced by new ones, and the name needs none", async () => {
  const tenant = await withTenant();
  const { id } = await connect(tenant);
  await env.DB.prepare("update carrier_accounts set secrets = 'v1.none.AAAA' where id = ?").bind(id).run();
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const patch = (body: object) => tenant.api.patch(`${path}/${id}`, body);
  expect(await patch({ name: "Renamed" })).toMatchObject({ status: 200, body: { name: "Renamed" } });
  expect(await patch({ secondary_auth_token: authToken })).toMatchObject({
    status: 422,
    body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: "/auth_token" })]) },
  });
  expect(await patch({ auth_token: authToken })).toMatchObject({ status: 200, body: { status: "unverified" } });
  logged.mockRestore();
  const row = await requireAccount(contextOf(tenant.id), id);
  expect(await openSecrets(contextOf(tenant.id).vault, row)).toMatchObject({ authToken });
});

test("a refused deletion names the way out of each number, by where it came from", async () => {
  const tenant = await withTenant();
  const { id } = await connect(tenant);
  const onTrunk = await stockOnTrunk(contextOf(tenant.id), {
    e164: freshNumber(),
    sip_trunk_id: "trk_1",
    carrier_account_id: id,
  });
  const { body } = await tenant.api.delete(`${path}/${id}`);
  expect(body.detail).toContain("DELETE /v1/sip-trunks/trk_1/phone-numbers/");
  expect(body.detail).not.toContain("/detach");
  const detached = await tenant.api.post(`/v1/phone-numbers/${onTrunk}/detach`);
  expect(detached.body.detail).toContain(`DELETE /v1/sip-trunks/trk_1/phone-numbers/${onTrunk}`);
  expect(detached.body.detail).not.toContain("Release");
});

test("requests are made in the tenant's account and region, with its own credentials", async () => {
  const tenant = await withTenant();
  const theirs = await sandbox.account();
  const phone_number = freshNumber();
  await sandbox.inAccount(theirs.sid, "POST", "/numbers", { phone_number });
  const numbersSeenBy = async (credentials: object) => {
    const { id } = await connect(tenant, { account_sid: theirs.sid, auth_token: undefined, ...credentials });
    const ctx = contextOf(tenant.id);
    const { numbers } = await accountClient(ctx, await requireAccount(ctx, id));
    const listed = await numbers.listOwned(null);
    await tenant.api.delete(`${path}/${id}`);
    return listed.kind === "ok" ? listed.value.numbers.map(({ e164 }) => e164) : listed.kind;
  };
  const key = await sandbox.apiKey(theirs.sid);
  const irish = { region: "ie1", auth_token: theirs.tokens.ie1.primary };
  expect(await numbersSeenBy({ auth_token: theirs.auth_token })).toEqual([phone_number]);
  expect(await numbersSeenBy({ api_key_sid: key.sid, api_key_secret: key.secret })).toEqual([phone_number]);
  expect(await numbersSeenBy(irish)).toEqual([phone_number]);
  expect(await numbersSeenBy({ ...irish, region: "au1" })).toBe("refused");
  await sandbox.revokeApiKey(theirs.sid, key.sid);
  expect(await numbersSeenBy({ api_key_sid: key.sid, api_key_secret: key.secret })).toBe("refused");
});

test("a region that Twilio does not have is refused with the names of those it has, and suggests no other continent", async () => {
  const { api } = await withTenant();
  const body = { name: "Acme", account_sid: `AC${"1".repeat(32)}`, auth_token: "f".repeat(32), region: "eu1" };
  const { status, body: problem } = await api.post("/v1/carrier-accounts", body);
  const detail = "Must be us1 (United States), ie1 (Ireland), au1 (Australia) or jp1 (Japan).";
  expect({ status, errors: problem.errors }).toEqual({
    status: 422,
    errors: [{ in: "body", pointer: "/region", detail }],
  });
});
