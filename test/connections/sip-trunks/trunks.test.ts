import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type Answer, caller, type Json } from "../../support/api";
import { rightBefore } from "../../support/interleave";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";
import { storeTrunk } from "../../support/sip-trunks";

afterEach(() => {
  vi.restoreAllMocks();
});

const PATH = "/v1/sip-trunks";
const gateway = { host: "sip.example.com", transport: "tls" };

async function made({ api }: Tenant, body: object = {}): Promise<Json> {
  const answer = await api.post(PATH, { name: "PBX", provider: "generic", gateways: [gateway], ...body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

const errorsOf = ({ status, body }: Answer): [string, string][] => {
  expect([status, body.code]).toEqual([422, "validation_failed"]);
  return body.errors.map(({ pointer, detail }: Json) => [pointer, detail]);
};

test("a trunk is made, read, listed, changed and deleted; its password is stored sealed and never shown", async () => {
  const tenant = await withTenant();
  const secret = "correct horse battery";
  const { password: none, ...trunk } = await made(tenant, {
    gateways: [
      { ...gateway, port: 5061, username: "pm-1", password: secret, priority: 1, allowed_cidrs: ["198.51.99.7"] },
      { host: "[2606:4700::1111]", transport: "tcp", inbound: false, weight: 5 },
    ],
  });
  expect(none).toBeNull();
  expect(trunk).toEqual({
    id: expect.stringMatching(/^trk_/),
    name: "PBX",
    provider: "generic",
    carrier_account_id: null,
    carrier_trunk_sid: null,
    number_format: { plus: true, strip_prefix: "", add_prefix: "" },
    secure: false,
    credentials: false,
    number_sids: [],
    disaster_recovery_url: null,
    provisioning: { state: "not_needed", error: null },
    connection: null,
    status: "unverified",
    health: { overall: { status: "unknown", reasons: [] }, tls: "unknown", ping: "unknown" },
    gateways: [
      {
        id: expect.stringMatching(/^gwy_/),
        host: "sip.example.com",
        port: 5_061,
        transport: "tls",
        priority: 1,
        weight: 10,
        inbound: true,
        outbound: true,
        enabled: true,
        username: "pm-1",
        realm: null,
        allowed_cidrs: ["198.51.99.7/32"],
      },
      {
        id: expect.stringMatching(/^gwy_/),
        host: "[2606:4700::1111]",
        port: null,
        transport: "tcp",
        priority: 10,
        weight: 5,
        inbound: false,
        outbound: true,
        enabled: true,
        username: null,
        realm: null,
        allowed_cidrs: [],
      },
    ],
    first_call_at: null,
    created_at: expect.any(String),
    updated_at: trunk.created_at,
  });
  const path = `${PATH}/${trunk.id}`;
  expect((await tenant.api.get(path)).body).toEqual(trunk);
  expect((await tenant.api.get(PATH)).body.data).toEqual([trunk]);
  const [first, second] = trunk.gateways;
  const stored = () => env.DB.prepare("select password from sip_gateways where id = ?").bind(first.id).first<Json>();
  const { password } = await stored();
  expect(password).toMatch(/^v1\./);
  const kept = { id: first.id, weight: 7 };
  const changed = await tenant.api.patch(path, { gateways: [kept, { host: "203.0.112.9", transport: "udp" }] });
  expect(changed.body.gateways).toEqual([
    { ...first, weight: 7 },
    { ...second, id: expect.any(String), host: "203.0.112.9", transport: "udp", inbound: true, weight: 10 },
  ]);
  expect(changed.body.gateways[1].id).not.toBe(second.id);
  expect(await stored()).toEqual({ password });
  expect((await tenant.api.get(path)).body).toEqual(changed.body);
  expect((await tenant.api.patch(path, { gateways: [{ id: first.id, username: null }] })).status).toBe(200);
  expect(await stored()).toEqual({ password: null });
  expect((await tenant.api.delete(path)).status).toBe(204);
  expect((await tenant.api.delete(path)).status).toBe(204);
  expect((await tenant.api.get(path)).status).toBe(404);
  expect((await tenant.api.get(PATH)).body.data).toEqual([]);
  expect(await stored()).toBeNull();
  const { body: log } = await tenant.api.get("/v1/events?sort=seq");
  expect(log.data.map(({ type }: Json) => type).slice(-4)).toEqual([
    "sip_trunk.created",
    "sip_trunk.updated",
    "sip_trunk.updated",
    "sip_trunk.deleted",
  ]);
  expect(JSON.stringify(log)).not.toContain(secret);
});

test("each wrong field of a gateway has a message of its own", async () => {
  const { api } = await withTenant();
  const wrong = (fields: object) => api.post(PATH, { name: "PBX", provider: "byoc", gateways: [fields] });
  const rows: [object, string, RegExp][] = [
    [{ transport: "tls" }, "/host", /required/],
    [{ host: "sip.example.com" }, "/transport", /required/],
    [{ ...gateway, host: "sip:sip.example.com" }, "/host", /without sip:/],
    [{ ...gateway, host: "sip.example.com:5061" }, "/host", /port has its own field/],
    [{ ...gateway, host: "sip.example.com;transport=tls" }, "/host", /transport has its own field/],
    [{ ...gateway, host: "pm@sip.example.com" }, "/host", /credentials have fields/],
    [{ ...gateway, host: "10.1.2.3" }, "/host", /private/],
    [{ ...gateway, host: "2130706433" }, "/host", /./],
    [{ ...gateway, host: "[::ffff:127.0.0.1]" }, "/host", /private/],
    [{ ...gateway, host: "pbx.local" }, "/host", /public host name/],
    [{ ...gateway, username: "pm-1" }, "/password", /send both/],
    [{ ...gateway, password: "pm-1" }, "/username", /needs a user name/],
    [{ ...gateway, username: "pm 1", password: "x" }, "/username", /no blanks/],
    [{ ...gateway, realm: "sip:example.com" }, "/realm", /Must not be a SIP URI/],
    [{ ...gateway, inbound: false, outbound: false }, "/outbound", /inbound, outbound or both/],
    [{ ...gateway, allowed_cidrs: ["198.51.99.0/24", "0.0.0.0/0"] }, "/allowed_cidrs/1", /narrower/],
    [{ ...gateway, allowed_cidrs: ["198.51.99.7/24"] }, "/allowed_cidrs/0", /198.51.99.0\/24/],
    [{ ...gateway, allowed_cidrs: ["192.168.0.0/24"] }, "/allowed_cidrs/0", /private/],
    [{ ...gateway, allowed_cidrs: ["010.8.8.8"] }, "/allowed_cidrs/0", /CIDR/],
    [{ ...gateway, allowed_cidrs: ["2606:4700::/32"] }, "/allowed_cidrs/0", /IPv4/],
  ];
  for (const [fields, field, message] of rows) {
    const [[pointer, detail] = ["", ""]] = errorsOf(await wrong(fields));
    expect.soft([pointer, detail]).toEqual([`/gateways/0${field}`, expect.stringMatching(message)]);
  }
});

test("a trunk's own fields must fit its provider", async () => {
  const { api } = await withTenant();
  const wrong = async (fields: object) => errorsOf(await api.post(PATH, { name: "PBX", ...fields }))[0]?.[0];
  expect(await wrong({ provider: "generic", secure: true })).toBe("/secure");
  expect(await wrong({ provider: "generic", credentials: true })).toBe("/credentials");
  expect(await wrong({ provider: "byoc", disaster_recovery_url: "https://a.example.com/" })).toBe(
    "/disaster_recovery_url",
  );
  expect(await wrong({ provider: "twilio_elastic", number_sids: [`PN${"0".repeat(32)}`] })).toBe("/number_sids");
  expect(await wrong({ provider: "byoc", credentials: false })).toBe("/credentials");
  expect(await wrong({ provider: "byoc", secure: true, gateways: [{ ...gateway, transport: "udp" }] })).toBe(
    "/gateways/0/transport",
  );
  expect(await wrong({ provider: "twilio_elastic" })).toBe("/carrier_account_id");
  expect(await wrong({ provider: "twilio_elastic", carrier_account_id: null })).toBe("/carrier_account_id");
  expect(await wrong({ provider: "byoc", carrier_trunk_sid: `TK${"0".repeat(32)}` })).toBe("/carrier_trunk_sid");
  const ranges = (from: number, count: number) => ({
    ...gateway,
    allowed_cidrs: Array.from({ length: count }, (_, at) => `198.51.99.${from + at}`),
  });
  const hundred = [0, 20, 40, 60, 80].map((from) => ranges(from, 20));
  const most = [...hundred, { ...ranges(99, 1), transport: "udp" }];
  expect(await wrong({ provider: "byoc", secure: true, gateways: most })).toBe("/gateways/5/transport");
  expect(await wrong({ provider: "byoc", gateways: [...hundred, ranges(100, 1)] })).toBe("/gateways");
  expect(await wrong({ provider: "generic", number_format: { add_prefix: "0" } })).toBe("/number_format/plus");
});

test("a change that loses a race changes nothing, and If-Match decides", async () => {
  const tenant = await withTenant();
  const trunk = await made(tenant);
  const path = `${PATH}/${trunk.id}`;
  const stale = await tenant.api.patch(path, { name: "x" }, { "if-match": '"9"' });
  expect(stale).toMatchObject({ status: 412, body: { code: "stale_version" } });
  rightBefore('update "sip_trunks"', () =>
    env.DB.prepare("update sip_trunks set version = version + 1, name = 'Other' where id = ?").bind(trunk.id).run(),
  );
  const { body } = await tenant.api.patch(path, { gateways: [{ host: "sip2.example.com", transport: "tcp" }] });
  expect(body).toMatchObject({ name: "Other", gateways: [{ host: "sip2.example.com" }] });
  expect(body.gateways).toHaveLength(1);
});

test("a key for trunks reads no numbers, and another key no trunks", async () => {
  const trunks = await withTenant({}, { scopes: ["trunks:read"] });
  expect((await trunks.api.get(PATH)).status).toBe(200);
  expect((await trunks.api.get("/v1/phone-numbers")).status).toBe(403);
  expect((await caller(trunks.key).post(PATH, { name: "PBX", provider: "generic" })).status).toBe(403);
});

test("an account is not deleted under its trunks, and nothing is added to an account or a trunk that was just deleted", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { sid, auth_token } = await sandbox.account();
  const { id } = (await api.post("/v1/carrier-accounts", { name: "Ours", account_sid: sid, auth_token })).body;
  const trunk = await made(tenant, { provider: "twilio_elastic", carrier_account_id: id });
  const refused = await api.delete(`/v1/carrier-accounts/${id}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "carrier_account_in_use" } });
  expect(refused.body.detail).toContain(trunk.id);
  expect((await api.delete(`${PATH}/${trunk.id}`)).status).toBe(204);

  const byoc = await made(tenant, { provider: "byoc" });
  rightBefore('insert into "phone_numbers"', () =>
    env.DB.prepare("update sip_trunks set deleted_at = 1 where id = ?").bind(byoc.id).run(),
  );
  const late = await api.post(`${PATH}/${byoc.id}/phone-numbers`, { phone_numbers: ["+4930901820"] });
  expect(late).toMatchObject({ status: 404, body: { code: "not_found" } });

  vi.restoreAllMocks();
  rightBefore('insert into "sip_trunks"', () =>
    env.DB.prepare("update carrier_accounts set deleted_at = 1 where id = ?").bind(id).run(),
  );
  const body = { name: "PBX", provider: "twilio_elastic", carrier_account_id: id };
  expect(errorsOf(await api.post(PATH, body))[0]?.[0]).toBe("/carrier_account_id");
});

test("an account is not deleted if a trunk comes to it right before the write", async () => {
  const tenant = await withTenant();
  const { sid, auth_token } = await sandbox.account();
  const { id } = (await tenant.api.post("/v1/carrier-accounts", { name: "Ours", account_sid: sid, auth_token })).body;
  rightBefore('update "carrier_accounts" set "version"', () =>
    storeTrunk(tenant, { provider: "twilio_elastic", carrierAccountId: id }),
  );
  const refused = await tenant.api.delete(`/v1/carrier-accounts/${id}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "carrier_account_in_use" } });
  expect((await tenant.api.get(`/v1/carrier-accounts/${id}`)).status).toBe(200);
});

test("a trunk that is taken over changes only as the request says, and its ids are Twilio's own", async () => {
  const tenant = await withTenant();
  const { sid, auth_token } = await sandbox.account();
  const account = await tenant.api.post("/v1/carrier-accounts", { name: "Ours", account_sid: sid, auth_token });
  const trunk = await made(tenant, {
    provider: "twilio_elastic",
    carrier_account_id: account.body.id,
    carrier_trunk_sid: `TK${"AB".repeat(16)}`,
    number_sids: [`PN${"CD".repeat(16)}`, `PN${"cd".repeat(16)}`],
  });
  expect(trunk).toMatchObject({
    carrier_trunk_sid: `TK${"ab".repeat(16)}`,
    number_sids: [`PN${"cd".repeat(16)}`],
    credentials: false,
    secure: null,
    password: null,
  });
  const change = async (secure: boolean | null) =>
    (await tenant.api.patch(`${PATH}/${trunk.id}`, { secure, gateways: [] })).body.secure;
  expect([await change(true), await change(null)]).toEqual([true, null]);
});
