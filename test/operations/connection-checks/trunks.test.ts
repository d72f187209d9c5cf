import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { trunksToVerify } from "#connections/sip-trunks/due-trunks";
import { verifyTrunk } from "#connections/sip-trunks/verify-trunk";
import { checkTrunksJob } from "#operations/connection-checks/check-trunks-job";
import { reportTrunk } from "#operations/connection-checks/trunk-findings";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { freshCall, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { runToEnd } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.useRealTimers();
});

const udp = { host: "198.51.99.7", transport: "udp", allowed_cidrs: ["198.51.99.0/28"] };

async function made({ api }: Tenant, body: object): Promise<Json> {
  const answer = await api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc", ...body });
  expect(answer.status).toBe(201);
  return answer.body;
}

const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
const eventsOf = async ({ api }: Tenant, type: string): Promise<Json[]> =>
  (await api.get(`/v1/events?type=${type}&limit=200`)).body.data;
const openFindings = async ({ api }: Tenant): Promise<string[]> =>
  (await api.get("/v1/findings?status=open")).body.data.map(({ kind }: Json) => kind);

/** Twilio's own API, as another program of the account's owner uses it. */
async function twilio(
  method: string,
  host: string,
  path: string,
  form?: Record<string, string>,
  account = { sid: env.TWILIO_ACCOUNT_SID, auth_token: env.TWILIO_AUTH_TOKEN },
): Promise<Json> {
  const response = await fetch(`https://${host}.twilio.com${path.replace("{account}", account.sid)}`, {
    method,
    headers: { authorization: `Basic ${btoa(`${account.sid}:${account.auth_token}`)}` },
    ...(form && { body: new URLSearchParams(form) }),
  });
  return response.status === 204 ? null : await response.json();
}

/** A Twilio account of the tenant's own, connected. */
async function connected({ api }: Tenant) {
  const { sid, auth_token } = await sandbox.account();
  const { body } = await api.post("/v1/carrier-accounts", { name: "Ours", account_sid: sid, auth_token });
  const request = (method: string, path: string, form?: Record<string, string>) =>
    twilio(method, "trunking", path, form, { sid, auth_token });
  return { id: body.id, sid, authToken: auth_token, request };
}

test("a byoc trunk is made at Twilio, verified, mended after a change in the Console, and removed", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id, password } = await made(tenant, { gateways: [udp] });
  const path = `/v1/sip-trunks/${id}`;
  const { body: trunk } = await api.get(path);
  const host = `pm-${id.slice(4)}.sip.twilio.com`;
  expect(trunk).toMatchObject({
    provisioning: { state: "provisioned", error: null },
    carrier_trunk_sid: expect.stringMatching(/^BY/),
    connection: { host, username: `pm-${id.slice(4)}`, uri_example: `sip:+14155550123@${host}` },
  });
  const called = freshNumber();
  const { results } = (await api.post(`${path}/phone-numbers`, { phone_numbers: [called] })).body;
  const agent = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await api.post(`/v1/phone-numbers/${results[0].phone_number_id}/assign`, { agent_id: agent.body.id });
  const call = (secret: string) =>
    sandbox.byocCall({
      domain: host,
      user: called,
      source_ip: "198.51.99.7",
      username: trunk.connection.username,
      password: secret,
    });
  expect(await call("wrong")).toMatchObject({ sip_code: 403 });
  expect((await api.get(path)).body.first_call_at).toBeNull();
  expect(await call(password)).toMatchObject({ sip_code: 200 });
  const fields = freshCall({ To: `sip:${called}@${host}` });
  const webhook = await sendWebhook(`/twilio/${tenant.id}/trunks/${id}/voice`, { fields });
  expect(webhook.body).toContain("Hello.");
  await eventually(async () => expect((await api.get(path)).body.first_call_at).not.toBeNull());
  expect((await api.get(`/v1/phone-numbers/${results[0].phone_number_id}`)).body.ownership).toBe("proved");

  expect((await api.post(`${path}/verify`)).body.status).toBe("verifying");
  const { body: verified } = await api.get(`${path}/verification`);
  expect(verified.carrier_checks.length).toBeGreaterThan(6);
  expect(verified.carrier_checks.map(({ status }: Json) => status)).not.toContain("failed");
  expect(verified).toMatchObject({ status: "verified", gateways: [{ verification_level: "dns", is_up: null }] });
  expect(verified.gateways[0].limits).toEqual([expect.stringContaining("UDP")]);
  expect((await eventsOf(tenant, "sip_trunk.verification_step")).map(({ data }) => data.rung)).toEqual(
    verified.gateways[0].rungs.map(({ rung }: Json) => rung).toReversed(),
  );

  await twilio("POST", "voice", `/v1/ByocTrunks/${trunk.carrier_trunk_sid}`, {
    VoiceUrl: "https://other.example.com/",
  });
  await api.post(`${path}/verify`);
  const { body: changed } = await api.get(`${path}/verification`);
  expect(changed.status).toBe("failed");
  expect(changed.carrier_checks.filter(({ status }: Json) => status === "failed")).toEqual([
    { part: "trunk", status: "failed", detail: expect.stringContaining("voiceUrl") },
  ]);
  await api.post(`${path}/provision`);
  await api.post(`${path}/verify`);
  expect((await api.get(path)).body.status).toBe("verified");

  const rotated = await api.post(`${path}/rotate-password`);
  expect(await call(password)).toMatchObject({ sip_code: 403 });
  expect(await call(rotated.body.password)).toMatchObject({ sip_code: 200 });

  await api.delete(`${path}/phone-numbers/${results[0].phone_number_id}?force=true`);
  expect((await api.delete(path)).status).toBe(204);
  const left = [
    await twilio("GET", "voice", "/v1/ByocTrunks?PageSize=1000"),
    await twilio("GET", "voice", "/v1/ConnectionPolicies?PageSize=1000"),
    await twilio("GET", "api", "/2010-04-01/Accounts/{account}/SIP/Domains.json?PageSize=1000"),
    await twilio("GET", "api", "/2010-04-01/Accounts/{account}/SIP/CredentialLists.json?PageSize=1000"),
    await twilio("GET", "api", "/2010-04-01/Accounts/{account}/SIP/IpAccessControlLists.json?PageSize=1000"),
  ];
  expect(JSON.stringify(left)).not.toContain(id);
  expect(JSON.stringify(await api.get("/v1/events?limit=200"))).not.toContain(password);
});

test("an elastic trunk has its gateways as origination URLs; a refused part says Twilio's code, and can be tried again", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const account = await connected(tenant);
  await sandbox.inAccount(account.sid, "POST", "/faults", {
    kind: "refuse",
    operation: "trunking",
    status: 400,
    code: 21248,
    message: "Domain taken",
    times: 1,
  });
  const { id } = await made(tenant, {
    provider: "twilio_elastic",
    carrier_account_id: account.id,
    secure: true,
    gateways: [
      { host: "sip1.example.com", transport: "tls", priority: 1 },
      { host: "sip2.example.com", transport: "tls", priority: 2, enabled: false },
    ],
  });
  const path = `/v1/sip-trunks/${id}`;
  const { body: refused } = await api.get(path);
  expect(refused.provisioning).toMatchObject({
    state: "failed",
    error: {
      code: "carrier_refused",
      part: "trunk",
      carrier_code: 21248,
      hint: expect.stringContaining("Delete this trunk"),
    },
  });
  expect(await eventsOf(tenant, "sip_trunk.provisioning_failed")).toHaveLength(1);
  expect((await api.post(`${path}/provision`)).status).toBe(202);
  const { body: trunk } = await api.get(path);
  expect(trunk).toMatchObject({
    provisioning: { state: "provisioned", error: null },
    connection: { host: `pm-${id.slice(4)}.pstn.twilio.com`, ports: [{ transport: "tls", port: 5061 }] },
  });
  const urls = async () =>
    (await account.request("GET", `/v1/Trunks/${trunk.carrier_trunk_sid}/OriginationUrls`)).origination_urls.map(
      ({ sip_url, priority, enabled }: Json) => [sip_url, priority, enabled],
    );
  expect((await urls()).toSorted()).toEqual([
    ["sip:sip1.example.com;transport=tls", 1, true],
    ["sip:sip2.example.com;transport=tls", 2, false],
  ]);
  await api.patch(path, { gateways: [{ id: trunk.gateways[0].id, priority: 7 }] });
  expect(await urls()).toEqual([["sip:sip1.example.com;transport=tls", 7, true]]);
});

test("work that died is finished by the job: provisioning, removal and verification", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  await sandbox.fault({ kind: "server_error", operation: "voice", times: 1 });
  const { id } = await made(tenant, { gateways: [udp] });
  const path = `/v1/sip-trunks/${id}`;
  await env.DB.prepare("update sip_trunks set status = 'verifying', provisioning = 'pending' where id = ?")
    .bind(id)
    .run();
  later(10 * 60_000);
  await runToEnd(checkTrunksJob);
  expect((await api.get(path)).body).toMatchObject({ provisioning: { state: "provisioned" }, status: "verified" });
  await env.DB.prepare("update sip_trunks set deleted_at = 1, provisioning = 'removing' where id = ?").bind(id).run();
  later(10 * 60_000);
  await runToEnd(checkTrunksJob);
  const domains = await twilio("GET", "api", "/2010-04-01/Accounts/{account}/SIP/Domains.json?PageSize=1000");
  expect(JSON.stringify(domains)).not.toContain(id);
});

test("parts whose SIDs were never stored are removed with their trunk; a removal that is given up is a finding", async () => {
  const tenant = await withTenant();
  const account = await connected(tenant);
  const trunk = async () => {
    const gateways = [{ host: "sip1.example.com", transport: "tls", allowed_cidrs: ["198.51.99.0/28"] }];
    const body = { provider: "twilio_elastic", carrier_account_id: account.id, gateways };
    const { id } = await made(tenant, body);
    await env.DB.prepare("update sip_trunks set provisioned = '{}' where id = ?").bind(id).run();
    return id;
  };
  const atTwilio = async () => {
    const own = { sid: account.sid, auth_token: account.authToken };
    const lists = ["CredentialLists", "IpAccessControlLists"].map((name) =>
      twilio("GET", "api", `/2010-04-01/Accounts/{account}/SIP/${name}.json`, undefined, own),
    );
    return JSON.stringify([await account.request("GET", "/v1/Trunks"), ...(await Promise.all(lists))]);
  };
  const id = await trunk();
  expect(await atTwilio()).toContain(id);
  await tenant.api.delete(`/v1/sip-trunks/${id}`);
  expect(await atTwilio()).not.toContain(id);

  const stuck = await trunk();
  const fault = { kind: "refuse", operation: "trunking", status: 400, code: 20001, message: "Not now", times: 2 };
  await sandbox.inAccount(account.sid, "POST", "/faults", fault);
  await tenant.api.delete(`/v1/sip-trunks/${stuck}`);
  expect(await openFindings(tenant)).toEqual([]);
  later(8 * 24 * 60 * 60_000);
  await runToEnd(checkTrunksJob);
  const { data } = (await tenant.api.get("/v1/findings?status=open")).body;
  expect(data.filter(({ kind }: Json) => kind === "sip_trunk_not_removed")).toMatchObject([
    {
      subject: { type: "sip_trunk", id: stuck },
      evidence: { label: `pm:${stuck}`, part: "elastic trunk", carrier_code: 20001 },
    },
  ]);
});

test("a trunk that does not answer opens a finding and one event; when it is well again, the finding closes", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const { id } = await made(tenant, { provider: "generic", gateways: [{ host: "198.51.99.7", transport: "udp" }] });
  const path = `/v1/sip-trunks/${id}`;
  // The probe of a UDP gateway keeps its state, so the test sets it as probes over TCP would.
  const checkAfter = async (isUp: boolean, expiresInDays: number) => {
    const ping = JSON.stringify({ isUp, contrary: 0, lastProbeAt: null, lastAnswerAt: null });
    later(10 * 60_000);
    await env.DB.prepare("update sip_gateways set ping = ?, certificate_expires_at = ? where sip_trunk_id = ?")
      .bind(ping, Date.now() + expiresInDays * 86_400_000, id)
      .run();
    await runToEnd(checkTrunksJob);
    return (await api.get(path)).body;
  };
  expect(await checkAfter(false, 90)).toMatchObject({ status: "failed", health: { overall: { status: "inactive" } } });
  expect(await checkAfter(false, 90)).toMatchObject({ status: "failed" });
  expect(await openFindings(tenant)).toEqual(["sip_trunk_down"]);
  expect(await eventsOf(tenant, "sip_trunk.status_changed")).toHaveLength(1);
  expect(await eventsOf(tenant, "sip_trunk.verification_step")).toEqual([]);
  expect(await checkAfter(true, 10)).toMatchObject({ status: "verified", health: { overall: { status: "active" } } });
  const { body: open } = await api.get("/v1/findings?status=open");
  expect(open.data.map(({ kind, evidence }: Json) => [kind, evidence.days])).toEqual([
    ["sip_certificate_expiring", 14],
  ]);
  await checkAfter(true, 90);
  expect(await openFindings(tenant)).toEqual([]);
});

test("a gateway is probed at most once in 15 seconds, also by two verifications at once", async () => {
  const tenant = await withTenant();
  const { id } = await made(tenant, { provider: "generic", gateways: [{ host: "198.51.99.7", transport: "udp" }] });
  const probedAt = () =>
    env.DB.prepare("select probed_at from sip_gateways where sip_trunk_id = ?").bind(id).first<number>("probed_at");
  const verify = async () => {
    const execution = createExecutionContext();
    const verification = { tenantId: tenant.id, id, showsSteps: false, report: reportTrunk };
    const done = await verifyTrunk(createJobContext(env, execution), verification);
    await waitOnExecutionContext(execution);
    return done;
  };
  const both = await Promise.all([verify(), verify()]);
  expect(both.filter((done) => done !== null)).toHaveLength(1);
  const first = await probedAt();
  later(14_000);
  await verify();
  expect(await probedAt()).toBe(first);
  later(1_500);
  await verify();
  expect(await probedAt()).toBeGreaterThan(first ?? 0);
});

test("a trunk that cannot be checked is put off, and the run goes on with all others", async () => {
  const tenant = await withTenant();
  const [broken, ...others] = await Promise.all(
    [1, 2, 3].map(() => made(tenant, { provider: "generic", gateways: [{ host: "198.51.99.7", transport: "udp" }] })),
  );
  // Nothing opens this secret.
  await env.DB.prepare("update sip_gateways set username = 'u', password = 'v1.none.x' where sip_trunk_id = ?")
    .bind(broken.id)
    .run();
  const { errors } = await runToEnd(checkTrunksJob);
  expect(errors.map(({ at }: Json) => at)).toEqual([broken.id]);
  for (const { id } of others) {
    expect((await tenant.api.get(`/v1/sip-trunks/${id}/verification`)).body.checked_at).not.toBeNull();
  }
  // Its lease is over long before it is tried again.
  later(3 * 60_000);
  expect((await runToEnd(checkTrunksJob)).errors).toEqual([]);
  later(11 * 60_000);
  expect((await runToEnd(checkTrunksJob)).errors).toHaveLength(1);
});

test("each tenant has its turn before one has a third, and a trunk that has failed for long is checked more rarely", async () => {
  const many = await withTenant();
  const few = await withTenant();
  const unprobed = { provider: "generic", gateways: [{ host: "198.51.99.7", transport: "udp", enabled: false }] };
  const trunks: Json[] = [];
  for (let count = 0; count < 4; count += 1) trunks.push(await made(many, unprobed));
  const last = await made(few, unprobed);
  const { db } = createJobContext(env, createExecutionContext());
  const due = async (): Promise<string[]> => {
    const found = await trunksToVerify(db, Date.now(), 10);
    return found.map(({ id }) => id).filter((id) => [...trunks, last].some((trunk) => trunk.id === id));
  };
  expect(await due()).toEqual([trunks[0]?.id, trunks[1]?.id, last.id]);
  await runToEnd(checkTrunksJob);
  expect(await due()).toEqual([]);
  await env.DB.prepare("update sip_trunks set status = 'failed', updated_at = updated_at - 3600000 where id = ?")
    .bind(last.id)
    .run();
  later(10 * 60_000);
  expect(await due()).toHaveLength(2);
  later(20 * 60_000);
  expect(await due()).toContain(last.id);
});

test("health that nobody has checked for long is shown as expired", async () => {
  const { api, ...tenant } = await withTenant();
  const { id } = await made(
    { api, ...tenant },
    {
      provider: "generic",
      gateways: [{ host: "198.51.99.7", transport: "udp" }],
    },
  );
  const ping = JSON.stringify({ isUp: true, contrary: 0, lastProbeAt: Date.now(), lastAnswerAt: Date.now() });
  await env.DB.prepare("update sip_gateways set ping = ? where sip_trunk_id = ?").bind(ping, id).run();
  await runToEnd(checkTrunksJob);
  const shown = async () => [
    (await api.get(`/v1/sip-trunks/${id}`)).body.health.ping,
    (await api.get(`/v1/sip-trunks/${id}/verification`)).body.health.ping,
  ];
  expect(await shown()).toEqual(["ok", "ok"]);
  later(36 * 60_000);
  expect(await shown()).toEqual(["expired", "expired"]);
});
