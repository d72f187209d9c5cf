import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { connectAccount, contextOf } from "../../support/inventory";
import { runCleanup } from "../../support/jobs";
import { scanningQueries } from "../../support/query-plans";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { noteStatements, statementsOf } from "../../support/statements";

/** Imports over HTTP, from an account of the sandbox to the inventory and back. */

beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function control(method: string, path: string, body?: unknown): Promise<Json> {
  const response = await fetch(`https://api.twilio.com/sandbox/accounts${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}

interface AtTwilio {
  readonly sid: string;
  readonly token: string;
  readonly add: (e164: string, settings?: Json) => Promise<Json>;
  readonly change: (e164: string, settings: Json) => Promise<Json>;
  readonly record: (e164: string) => Promise<Json>;
}

async function accountAtTwilio(): Promise<AtTwilio> {
  const { sid, auth_token: token } = await control("POST", "", {});
  const path = `/${sid}/numbers`;
  return {
    sid,
    token,
    add: (phone_number, settings = {}) => control("POST", path, { phone_number, friendly_name: "Theirs", ...settings }),
    change: (e164, settings) => control("PATCH", `${path}/${encodeURIComponent(e164)}`, settings),
    record: async (e164) => {
      const query = `PhoneNumber=${encodeURIComponent(e164)}`;
      const url = `https://api.twilio.com/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json?${query}`;
      const answer = await fetch(url, { headers: { authorization: `Basic ${btoa(`${sid}:${token}`)}` } });
      const [{ date_updated: _, ...record }] = (await answer.json<Json>()).incoming_phone_numbers;
      return record;
    },
  };
}

const completed = ({ api }: Tenant, id: string): Promise<Json> =>
  eventually(
    async () => {
      const { body } = await api.get(`/v1/import-jobs/${id}`);
      expect(body.status).toBe("completed");
      return body;
    },
    { interval: 50 },
  );

async function connected() {
  const tenant = await withTenant();
  const twilio = await accountAtTwilio();
  const id = await connectAccount(contextOf(tenant.id), { accountSid: twilio.sid, authToken: twilio.token });
  return { tenant, twilio, path: `/v1/carrier-accounts/${id}` };
}

const TRUNK = `TK${"1".repeat(32)}`;
const APPLICATION = `AP${"2".repeat(32)}`;
const FLOW = `https://webhooks.twilio.com/v1/Accounts/AC1/Flows/FW${"3".repeat(32)}`;

test("the list shows what answers each number and what stands in the way, page by page and without secrets", async () => {
  const { tenant, twilio, path } = await connected();
  const numbers = [freshNumber(), freshNumber(), freshNumber(), freshNumber()] as const;
  const [plain, flow, trunk, application] = numbers;
  await twilio.add(plain, { voice_url: "https://user:hidden1@ivr.example.com/answer?key=hidden2" });
  await twilio.add(flow, { voice_url: FLOW });
  await twilio.add(trunk, { trunk_sid: TRUNK });
  await twilio.add(application, { sms_application_sid: APPLICATION });
  const rows: Json[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: Json = await tenant.api.get(`${path}/numbers?limit=3${cursor && `&cursor=${cursor}`}`);
    expect(page.status).toBe(200);
    rows.push(...page.body.data);
    cursor = page.body.next_cursor;
  }
  expect(rows).toHaveLength(4);
  const row = (e164: string) => rows.find(({ phone_number }) => phone_number === e164);
  expect(row(plain)).toMatchObject({
    friendly_name: "Theirs",
    voice_region: "us1",
    answered_by: { voice_url: "https://ivr.example.com/answer" },
    obstacles: [],
  });
  const url = (webhook: string) => `${env.PUBLIC_ORIGIN}/twilio/${tenant.id}/numbers/{phone_number_id}/${webhook}`;
  expect(row(plain).changes).toEqual([
    { setting: "voice_url", from: "https://ivr.example.com/answer", to: url("voice") },
    { setting: "status_callback", from: null, to: url("voice-status") },
    { setting: "sms_url", from: null, to: url("sms") },
  ]);
  expect(row(trunk).changes).toContainEqual({ setting: "trunk_sid", from: TRUNK, to: null });
  expect(JSON.stringify(rows)).not.toContain("hidden");
  expect(row(flow).obstacles).toMatchObject([
    { kind: "studio_flow", setting: "voice_url", value: `FW${"3".repeat(32)}` },
  ]);
  expect(row(trunk).obstacles).toMatchObject([{ kind: "trunk", value: TRUNK, can_overwrite: true }]);
  expect(row(application).obstacles).toMatchObject([{ kind: "application", setting: "sms_application_sid" }]);
  expect((await tenant.api.get(`${path}/numbers?cursor=abc`)).status).toBe(422);
});

test("numbers are imported over HTTP, answer calls here, and go back to what they were", async () => {
  const { tenant, twilio, path } = await connected();
  const [first, second] = [freshNumber(), freshNumber()];
  await twilio.add(first, { voice_url: FLOW, voice_method: "GET", sms_application_sid: APPLICATION });
  await twilio.add(second, { trunk_sid: TRUNK, status_callback: "https://ivr.example.com/status?key=hidden3" });
  const before = [await twilio.record(first), await twilio.record(second)];
  const { body: agent } = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hello from the desk." },
  });
  const overwrite = ["trunk", "application", "studio_flow"];
  const asked = await tenant.api.post(`${path}/import`, {
    all: true,
    overwrite,
    configuration: { agent_id: agent.id },
  });
  expect(asked).toMatchObject({ status: 202, body: { action: "import", listed: false, dry_run: false } });
  expect(asked.headers.get("location")).toBe(`/v1/import-jobs/${asked.body.id}`);
  expect(await completed(tenant, asked.body.id)).toMatchObject({ counts: { succeeded: 2, failed: 0, pending: 0 } });
  const { body: items } = await tenant.api.get(`/v1/import-jobs/${asked.body.id}/items?status=succeeded`);
  const ids = new Map<string, string>(items.data.map((item: Json) => [item.phone_number, item.phone_number_id]));
  const voice = `/twilio/${tenant.id}/numbers/${ids.get(first)}/voice`;
  expect(await twilio.record(first)).toMatchObject({ voice_url: expect.stringContaining(voice), voice_method: "POST" });
  const fields = {
    CallSid: `CA${"4".repeat(32)}`,
    AccountSid: twilio.sid,
    From: "+14158675310",
    To: first,
    CallStatus: "ringing",
  };
  expect(await sendWebhook(voice, { fields, token: twilio.token })).toMatchObject({
    status: 200,
    body: expect.stringContaining("Hello from the desk."),
  });
  const preview = await tenant.api.post(`/v1/phone-numbers/${ids.get(second)}/detach/preview`);
  expect(preview).toMatchObject({ status: 200, body: { not_restored: [], error: null } });
  expect(preview.body.restored).toContain("trunk_sid");
  for (const e164 of [first, second]) {
    const detached = await tenant.api.post(`/v1/phone-numbers/${encodeURIComponent(e164)}/detach`);
    expect(detached).toMatchObject({ status: 200, body: { status: "succeeded", not_restored: [], error: null } });
    expect((await tenant.api.post(`/v1/phone-numbers/${ids.get(e164)}/detach`)).status).toBe(200);
  }
  expect([await twilio.record(first), await twilio.record(second)]).toEqual(before);
  expect((await tenant.api.get(`/v1/phone-numbers/${ids.get(first)}`)).body).toMatchObject({
    status: "released",
    agent_id: null,
  });
  const log = JSON.stringify((await tenant.api.get("/v1/events?limit=200")).body);
  expect(log).not.toContain("hidden3");
  expect((await tenant.api.get("/v1/phone-numbers?status=active")).body.data).toEqual([]);
});

test("a number is imported only through an account whose webhooks can be verified", async () => {
  const tenant = await withTenant();
  const twilio = await accountAtTwilio();
  const e164 = freshNumber();
  await twilio.add(e164);
  await sandbox.changeAccount(twilio.sid, { webhooks_api: "not_found" });
  const key = await sandbox.apiKey(twilio.sid);
  const account = { name: "Ours", account_sid: twilio.sid, api_key_sid: key.sid, api_key_secret: key.secret };
  const { body: made } = await tenant.api.post("/v1/carrier-accounts", account);
  const path = `/v1/carrier-accounts/${made.id}`;
  const importIt = (more: object = {}) => tenant.api.post(`${path}/import`, { phone_numbers: [e164], ...more });
  for (const more of [{}, { dry_run: true }]) {
    const refused = await importIt(more);
    expect(refused).toMatchObject({ status: 409, body: { code: "webhooks_not_verifiable" } });
    expect(refused.body.detail).toContain("auth_token");
  }
  await tenant.api.patch(path, { auth_token: "f".repeat(32) });
  expect(await importIt()).toMatchObject({ status: 409, body: { code: "webhooks_not_verifiable" } });
  await tenant.api.patch(path, { auth_token: twilio.token });
  const { body: job } = await importIt();
  expect(await completed(tenant, job.id)).toMatchObject({ counts: { succeeded: 1 } });
});

test("a page is as large as its request says, also behind a cursor of another size", async () => {
  const { tenant, twilio, path } = await connected();
  for (let count = 0; count < 4; count += 1) await twilio.add(freshNumber());
  const first = await tenant.api.get(`${path}/numbers?limit=1`);
  const next = await tenant.api.get(`${path}/numbers?limit=2&cursor=${first.body.next_cursor}`);
  expect(next.body).toMatchObject({ data: [{}, {}], has_more: true });
  const last = await tenant.api.get(`${path}/numbers?limit=2&cursor=${next.body.next_cursor}`);
  const pages = [first, next, last].flatMap(({ body }) => body.data.map(({ phone_number }: Json) => phone_number));
  expect(new Set(pages).size).toBe(4);
  expect(last.body.data).toHaveLength(1);
});

test("jobs, items, snapshots and numbers of accounts are found by index", async () => {
  noteStatements();
  const { tenant, twilio, path } = await connected();
  const [first, second] = [freshNumber(), freshNumber()];
  await twilio.add(first);
  await twilio.add(second);
  const queries = await statementsOf(async () => {
    await tenant.api.get(`${path}/numbers`);
    const once = { "idempotency-key": crypto.randomUUID() };
    const { body: job } = await tenant.api.post(`${path}/import`, { all: true }, once);
    await completed(tenant, job.id);
    await tenant.api.get(`/v1/import-jobs/${job.id}/items?status=succeeded`);
    await tenant.api.post(`/v1/phone-numbers/${encodeURIComponent(first)}/detach`);
    const { body: rest } = await tenant.api.post(`${path}/detach`, { all: true });
    await completed(tenant, rest.id);
    await runCleanup();
  });
  for (const table of ["import_jobs", "import_items", "number_snapshots"]) {
    expect(queries.filter(({ sql }) => sql.includes(`"${table}"`)).length).toBeGreaterThan(2);
  }
  expect(await scanningQueries(queries)).toEqual([]);
});

test("without its credentials an account answers no import, and its numbers are detached by force only", async () => {
  const { tenant, twilio, path } = await connected();
  const e164 = freshNumber();
  await twilio.add(e164);
  const { body: job } = await tenant.api.post(`${path}/import`, { phone_numbers: [e164] });
  await completed(tenant, job.id);
  await control("POST", `/${twilio.sid}`, { tokens: { us1: { primary: "f".repeat(32) } } });
  const again = await tenant.api.post(`${path}/import`, { all: true });
  const ended = await completed(tenant, again.body.id);
  expect(ended.error).toMatchObject({ code: "carrier_credentials_invalid", carrier_code: 20003 });
  expect(ended.error.detail).toContain("/verify");
  const refused = await tenant.api.post(`/v1/phone-numbers/${encodeURIComponent(e164)}/detach`);
  expect(refused).toMatchObject({ status: 502, body: { code: "carrier_credentials_invalid", carrier_code: 20003 } });
  expect((await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(e164)}`)).body.status).toBe("active");
  const forced = await tenant.api.post(`/v1/phone-numbers/${encodeURIComponent(e164)}/detach?force=true`);
  expect(forced).toMatchObject({ status: 200, body: { status: "succeeded" } });
  expect(forced.body.not_restored).toContainEqual(expect.objectContaining({ setting: "voice_url", code: "forced" }));
});

test("bad requests are refused with the field that is wrong", async () => {
  const { tenant, path } = await connected();
  for (const body of [
    {},
    { all: true, phone_numbers: ["+14155550123"] },
    { phone_numbers: ["+14155550123", "+14155550123"] },
  ]) {
    expect(await tenant.api.post(`${path}/import`, body)).toMatchObject({ status: 422 });
  }
  for (const phone_numbers of [["4155550123"], ["PN1"], []]) {
    expect(await tenant.api.post(`${path}/import`, { phone_numbers })).toMatchObject({ status: 422 });
  }
  const agent_id = `agt_${"0".repeat(26)}`;
  expect(await tenant.api.post(`${path}/import`, { all: true, configuration: { agent_id } })).toMatchObject({
    status: 422,
    body: { code: "agent_not_found" },
  });
  expect(
    (await tenant.api.post(`${path.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"))}/import`, { all: true }))
      .status,
  ).toBe(404);
  const { body: bought } = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const refused = await tenant.api.post(`/v1/phone-numbers/${bought.items[0].phone_number_id}/detach`);
  expect(refused).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
});
