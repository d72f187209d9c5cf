import { expect, test } from "vitest";
import { type Answer, type Json, send } from "../support/api";
import { eventually } from "../support/eventually";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  Array.from({ length: text.length }, (_, at) => view.setUint16(2 * at, text.charCodeAt(at), littleEndian));
  return new Uint8Array(view.buffer);
};
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

const post = (
  { key }: Tenant,
  path: string,
  body: Uint8Array,
  contentType: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  send(path, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${key}`, "content-type": contentType, ...headers },
  });

const agent = (name: string): string => JSON.stringify({ name, destination: { kind: "say", message: "Hello." } });

test.for<[string, Uint8Array, string]>([
  ["UTF-8", utf8(agent("Zoé")), "application/json"],
  ["UTF-8, declared", utf8(agent("Zoé")), 'application/json; charset="UTF-8"'],
  ["UTF-8 with a byte order mark", utf8(`\ufeff${agent("Zoé")}`), "application/json"],
  ["escapes in US-ASCII, declared", utf8(agent("Zoé").replace("é", "\\u00e9")), "application/json; charset=us-ascii"],
])("JSON in %s is stored as it was meant", async ([, body, type]) => {
  const tenant = await withTenant();
  expect(await post(tenant, "/v1/agents", body, type)).toMatchObject({ status: 201, body: { name: "Zoé" } });
});

test.for<[string, Uint8Array, string, number, string, RegExp]>([
  ["Latin-1", latin1(agent("Zoé")), "application/json", 400, "body_not_utf8", /^Line 1 of the body/],
  ["Latin-1 on line 2", latin1(`\n${agent("Zoé")}`), "application/json", 400, "body_not_utf8", /^Line 2 of the body/],
  [
    "Latin-1, declared",
    latin1(agent("Zoé")),
    "application/json; charset=iso-8859-1",
    415,
    "unsupported_media_type",
    /"iso-8859-1"/,
  ],
  [
    "UTF-8, declared as another",
    utf8(agent("Zoé")),
    "application/json; charset=utf-16",
    415,
    "unsupported_media_type",
    /"utf-16"/,
  ],
  [
    "UTF-16LE",
    utf16(`\ufeff${agent("Zoé")}`, true),
    "application/json",
    400,
    "body_not_utf8",
    /is UTF-16LE by its byte order/,
  ],
  [
    "UTF-16BE",
    utf16(`\ufeff${agent("Zoé")}`, false),
    "application/json",
    400,
    "body_not_utf8",
    /is UTF-16BE by its byte order/,
  ],
  ["half a letter", utf8(agent("Zoé")).slice(0, 12), "application/json", 400, "body_not_utf8", /not UTF-8/],
  [
    "an encoded surrogate",
    joined(latin1('{"name":"'), latin1("\xed\xa0\x80"), latin1('"}')),
    "application/json",
    400,
    "body_not_utf8",
    /not UTF-8/,
  ],
])("JSON in %s is refused with what came, and nothing is stored", async ([, body, type, status, code, detail]) => {
  const tenant = await withTenant();
  for (const headers of [{}, { "idempotency-key": "encoded" }]) {
    const answer = await post(tenant, "/v1/agents", body, type, headers);
    expect(answer).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) } });
  }
  expect((await tenant.api.get("/v1/agents")).body.data).toEqual([]);
});

async function ownNumber({ api }: Tenant): Promise<string> {
  const phone_number = freshNumber("971");
  expect((await api.post("/v1/orders", { items: [{ phone_number }] })).body.status).toBe("completed");
  return phone_number;
}

const file = (number: string, name: string): string => `phone_number,friendly_name\r\n${number},${name}\r\n`;

test.for<[string, string, (text: string) => Uint8Array, string]>([
  ["UTF-8, undeclared", "Café — Łódź", utf8, "text/csv"],
  ["UTF-8 with a byte order mark", "Café", (text) => utf8(`\ufeff${text}`), "text/csv"],
  ["UTF-16LE with a byte order mark", "Łódź", (text) => utf16(`\ufeff${text}`, true), "text/csv"],
  ["UTF-16BE with a byte order mark", "Łódź", (text) => utf16(`\ufeff${text}`, false), "text/csv; charset=utf-8"],
  ["UTF-16LE, declared", "Łódź", (text) => utf16(text, true), "text/csv; charset=utf-16le"],
  ["Latin-1, declared", "Café", latin1, "text/csv; charset=ISO-8859-1"],
  [
    "windows-1252, declared",
    "5 €",
    (text) => latin1(text.replace("€", "\x80")),
    'text/csv; header=present; charset="windows-1252"',
  ],
  [
    "Shift JIS, declared",
    "東京",
    (text) => latin1(text.replace("東京", "\x93\x8c\x8b\x9e")),
    "text/csv; charset=shift_jis",
  ],
])("a file in %s says what it said", async ([, name, encode, type]) => {
  const tenant = await withTenant();
  const number = await ownNumber(tenant);
  const preview = await post(tenant, "/v1/bulk-jobs/preview", encode(file(number, name)), type);
  expect(preview).toMatchObject({ status: 200, body: { counts: { would_succeed: 1 } } });
  const job = await post(tenant, "/v1/bulk-jobs", encode(file(number, name)), type);
  expect(job.status).toBe(202);
  await eventually(async () => {
    const { body } = await tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(number)}`);
    expect(body.friendly_name).toBe(name);
  });
});

test.for<[string, Uint8Array, string, number, RegExp]>([
  [
    "Latin-1, undeclared",
    latin1(file("+14155550100", "Café")),
    "text/csv",
    422,
    /^line 2 is not UTF-8\. .*"CSV UTF-8 .*charset=windows-1252/,
  ],
  [
    "Latin-1, declared as UTF-8",
    latin1(file("+14155550100", "Café")),
    "text/csv; charset=utf-8",
    422,
    /^line 2 is not UTF-8/,
  ],
  ["UTF-16 without a mark", utf16(file("+14155550100", "Cafe"), true), "text/csv", 422, /^the file is not UTF-8/],
  [
    "half a UTF-16 letter",
    utf16(`\ufeff${file("+14155550100", "Łódź")}`, true).slice(0, -1),
    "text/csv",
    422,
    /^the file is not UTF-16LE/,
  ],
  [
    "an unknown charset",
    utf8(file("+14155550100", "Cafe")),
    "text/csv; charset=utf-7",
    415,
    /"utf-7", which is not known/,
  ],
])("a file in %s is refused whole, and says how to save it", async ([, body, type, status, detail]) => {
  const tenant = await withTenant();
  expect(await post(tenant, "/v1/bulk-jobs", body, type)).toMatchObject({
    status,
    body: { detail: expect.stringMatching(detail) },
  });
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toEqual([]);
});

test("two bodies that differ only in bytes that are not UTF-8 are two requests to an Idempotency-Key", async () => {
  const tenant = await withTenant();
  const number = await ownNumber(tenant);
  const send1252 = (letter: string) =>
    post(tenant, "/v1/bulk-jobs", latin1(file(number, `Caf${letter}`)), "text/csv; charset=windows-1252", {
      "idempotency-key": "file",
    });
  const first = await send1252("\xe9");
  expect((await send1252("\xe9")).body.id).toBe(first.body.id);
  expect((await send1252("\xe8")).body.code).toBe("idempotency_key_reused");
});

test.for<[string, string]>([
  ["phone-numbers?tag=caf%E9", "/tag"],
  ["phone-numbers?tag=100%", "/tag"],
  ["phone-numbers?limit=1&t%E9g=a", "/t%E9g"],
  ["calls?agent_id=%C3", "/agent_id"],
])("a query that is not UTF-8 is refused, as it would find nothing: %s", async ([query, pointer]) => {
  const { api } = await withTenant();
  const { status, body } = await api.get(`/v1/${query}`);
  expect(status).toBe(422);
  expect(body.errors).toEqual([
    { in: "query", pointer, detail: expect.stringMatching(/^Must be UTF-8 in percent-enc/) },
  ]);
});

test("a query in UTF-8 finds what was stored", async () => {
  const { api } = await withTenant();
  const phone_number = freshNumber("971");
  await api.post("/v1/orders", { items: [{ phone_number }], configuration: { tags: ["café 100%"] } });
  const { body } = await api.get("/v1/phone-numbers?tag=caf%C3%A9+100%25");
  expect(body.data.map((row: Json) => row.phone_number)).toEqual([phone_number]);
});
