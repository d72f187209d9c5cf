import { exports } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { BASE, type Json } from "../../support/api";
import { type Fields, freshCall, freshMessage, ownedBy, sendWebhook, sign } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

/** Requests to a number's doors that no carrier would send, signed and not. */

afterEach(() => {
  vi.restoreAllMocks();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
/** What is left to write is written in the order in which it came, so a call that comes later is the only one. */
async function expectNoCall(tenant: Tenant, path: string): Promise<void> {
  const { CallSid } = freshCall();
  await sendWebhook(`${path}/voice`, { fields: freshCall({ CallSid }) });
  await eventually(async () =>
    expect(await calls(tenant)).toContainEqual(expect.objectContaining({ carrier_id: CallSid })),
  );
  expect(await calls(tenant)).toHaveLength(1);
}

const form = "application/x-www-form-urlencoded";

async function send(path: string, init: RequestInit) {
  const response = await exports.default.fetch(new Request(BASE + path, init));
  return { status: response.status, body: await response.text() };
}

/** Signed as the fields say, whatever the body is. */
async function sendSigned(path: string, fields: Fields, init: RequestInit) {
  const signature = await sign(BASE + path, fields);
  return await send(path, { method: "POST", ...init, headers: { ...init.headers, "x-twilio-signature": signature } });
}

test("whatever the method, what is unsigned is a bare 403", async () => {
  const { path } = await ownedBy(await withTenant());
  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]) {
    for (const door of ["voice", "sms", "voice-status", "elsewhere"]) {
      expect
        .soft({ method, ...(await send(`${path}/${door}`, { method })) })
        .toEqual({ method, status: 403, body: "" });
    }
  }
});

test("with any method, a signed request about no call records nothing", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const answers: Record<string, number> = {};
  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"]) {
    answers[method] = (await sendSigned(`${path}/voice`, {}, { method })).status;
  }
  expect(answers).toEqual({ GET: 200, HEAD: 200, OPTIONS: 405, POST: 200, PUT: 405, DELETE: 405 });
  await expectNoCall(tenant, path);
});

test.each([
  "/twilio/%E0%A4%A/numbers/num_1/voice",
  "/twilio/%00/numbers/%00/voice",
  "/twilio/ten_1/numbers/%ff%fe/sms",
  "/twilio/ten_1/numbers/..%2F..%2Fv1/voice",
  `/twilio/${"t".repeat(4_000)}/numbers/${"n".repeat(4_000)}/voice`,
  "/twilio/ten_1/numbers/num_1%3Fx=1/voice",
  "/twilio/'%20or%201=1--/numbers/%22/voice",
  "/twilio/ten_1/numbers/%F0%9F%93%9E/voice",
])("a URL that was never given out (%s) is a 403, and not in service when it is signed", async (path) => {
  expect(await send(path, { method: "POST" })).toEqual({ status: 403, body: "" });
  const { status, body } = await sendWebhook(path, { fields: freshCall() });
  expect(status).toBe(200);
  if (path.endsWith("voice")) expect(body).toContain("not in service");
});

test("a signature counts for the URL as it was written, and for no other way to write it", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const fields = freshCall();
  for (const other of [path.replace("ten_", "ten%5F"), path.replace("/numbers/", "//numbers/"), path.toUpperCase()]) {
    const { status } = await sendWebhook(`${other}/voice`, { fields, signedFor: `${BASE}${path}/voice` });
    expect.soft([other, status === 403 || status === 404]).toEqual([other, true]);
  }
  await expectNoCall(tenant, path);
});

test.each([
  ["JSON", "application/json", JSON.stringify({ CallSid: "x" })],
  ["a form in parts", "multipart/form-data; boundary=x", "--x--"],
  ["text", "text/plain", "CallSid=x"],
  ["a type that only looks like a form's", "application/x-www-form-urlencodedx", "CallSid=x"],
  ["no type at all", "", "CallSid=x"],
])("a body that is %s is bound by nothing: 403", async (_, type, body) => {
  const { path } = await ownedBy(await withTenant());
  const headers = type === "" ? {} : { "content-type": type };
  const bytes = new TextEncoder().encode(body);
  for (const fields of [{}, { CallSid: "x" }]) {
    expect(await sendSigned(`${path}/voice`, fields, { body: bytes, headers })).toEqual({ status: 403, body: "" });
  }
});

test("a JSON body that is signed by its hash names no call, and gets valid TwiML", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const body = JSON.stringify(freshCall());
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const headers = { "content-type": "application/json" };
  const answer = await sendSigned(`${path}/voice?bodySHA256=${hash}`, {}, { body, headers });
  expect(answer).toEqual({ status: 200, body: expect.stringContaining("</Response>") });
  expect(await sendSigned(`${path}/voice?bodySHA256=${hash}`, {}, { body: `${body} `, headers })).toEqual({
    status: 403,
    body: "",
  });
  await expectNoCall(tenant, path);
});

test("bytes that are no UTF-8 are read as the signature reads them, a mark of byte order included", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const { Body: _, ...fields } = freshMessage();
  const rest = new URLSearchParams({ ...fields }).toString();
  const bytes = new Uint8Array([...new TextEncoder().encode(`${rest}&Body=caf`), 0xe9, 0xff]);
  const headers = { "content-type": form };
  const { status } = await sendSigned(`${path}/sms`, { ...fields, Body: "caf\ufffd\ufffd" }, { body: bytes, headers });
  expect(status).toBe(200);
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ body: "caf\ufffd\ufffd" }]));
  const call = freshCall();
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(new URLSearchParams(call).toString())]);
  const { CallSid, ...others } = call;
  const first = { ...others, "\ufeffCallSid": CallSid };
  expect(await sendSigned(`${path}/voice`, call, { body: marked, headers })).toEqual({ status: 403, body: "" });
  expect((await sendSigned(`${path}/voice`, first, { body: marked, headers })).status).toBe(200);
  await expectNoCall(tenant, path);
});

test("texts of all kinds come through whole", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const texts = [
    "a\u0000b",
    "👩‍👩‍👧‍👦 \u202e\u2028",
    "'; drop table messages; --",
    "%00%ff&=+",
    "x".repeat(200_000),
    " ",
    "",
  ];
  for (const Body of texts) {
    expect((await sendWebhook(`${path}/sms`, { fields: freshMessage({ Body }) })).status).toBe(200);
  }
  await eventually(async () => expect(await messages(tenant)).toHaveLength(texts.length));
  expect((await messages(tenant)).map(({ body }) => body).sort()).toEqual(texts.toSorted());
});

test("of a field that is there more than once the last counts, whatever order it was signed in", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const { From, ...fields } = freshCall();
  const twice = { ...fields, From: `+14155550001From${From}` };
  const body = `${new URLSearchParams(fields)}&From=%2B14155550001&From=${encodeURIComponent(From ?? "")}`;
  const { status } = await sendSigned(`${path}/voice`, twice, { body, headers: { "content-type": form } });
  expect(status).toBe(200);
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ from: From }]));
});

test("a thousand fields, and numbers, times and words that are none, record what can be understood", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`X${at}`, "y"]));
  const odd = freshCall({ ...many, CallStatus: "__proto__", From: "+0", Timestamp: "yesterday" });
  expect((await sendWebhook(`${path}/voice`, { fields: odd })).status).toBe(200);
  const ended = { CallStatus: "completed", CallDuration: "1e9", SequenceNumber: "-1", Timestamp: "Fri, 31 Dec 275759" };
  expect((await sendWebhook(`${path}/voice-status`, { fields: { ...odd, ...ended } })).status).toBe(204);
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed", from: null }]));
  const [call] = await calls(tenant);
  expect(new Date(call.ended_at).getUTCFullYear()).toBeLessThan(2_100);
  const text = { NumMedia: "999999999", MediaUrl0: "", NumSegments: "many", From: "+0" };
  expect((await sendWebhook(`${path}/sms`, { fields: freshMessage(text) })).status).toBe(200);
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ media: [], segments: 1, from: null }]));
});

test("a GET whose apostrophes and plus signs Twilio signed as they are is taken, and read", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const fields = freshMessage({ Body: "It's a quarter past o'clock" });
  const query = new URLSearchParams({ ...fields }).toString().replaceAll("%27", "'");
  expect(query).toMatch(/Body=It's\+a\+quarter/);
  const signedFor = `https://pm.example.com${path}/sms?${query}`;
  expect((await sendWebhook(`${path}/sms`, { fields, method: "GET", signedFor })).status).toBe(200);
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ body: fields.Body }]));
  const other = signedFor.replace("It's", "Its");
  expect((await sendWebhook(`${path}/sms`, { fields, method: "GET", signedFor: other })).status).toBe(403);
});
