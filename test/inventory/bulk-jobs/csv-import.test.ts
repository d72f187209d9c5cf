import { expect, test } from "vitest";
import { type Answer, type Json, send } from "../../support/api";
import { eventually } from "../../support/eventually";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

async function owning(tenant: Tenant, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, () => freshNumber("971"));
  const items = numbers.map((phone_number) => ({ phone_number }));
  expect((await tenant.api.post("/v1/orders", { items })).body.status).toBe("completed");
  return numbers;
}

const numberAt = async ({ api }: Tenant, reference: string): Promise<Json> =>
  (await api.get(`/v1/phone-numbers/${encodeURIComponent(reference)}`)).body;

const upload = (tenant: Tenant, text: string, query = "", headers: Record<string, string> = {}): Promise<Answer> =>
  send(`/v1/bulk-jobs${query}`, {
    method: "POST",
    body: text,
    headers: { authorization: `Bearer ${tenant.key}`, "content-type": "text/csv; charset=utf-8", ...headers },
  });

const completed = (tenant: Tenant, id: string): Promise<Json> =>
  eventually(
    async () => {
      const { body } = await tenant.api.get(`/v1/bulk-jobs/${id}`);
      expect(body.status).toBe("completed");
      return body;
    },
    { interval: 50 },
  );

test("each line changes its own number; an invalid line fails with its error and changes nothing", async () => {
  const tenant = await withTenant();
  const [a = "", b = "", c = "", d = ""] = await owning(tenant, 4);
  const { id } = await numberAt(tenant, b);
  const missing = freshNumber();
  const before = await numberAt(tenant, d);
  const text = [
    "phone_number,friendly_name,tags,metadata",
    `${a},"Desk, front","sales; west","{""crm"":""1""}"`,
    `${id},,"[""a;b""]",`,
    "",
    `12345,Nobody,,`,
    `${c},${"x".repeat(65)},a;a,nonsense`,
    `${a},Again,,`,
    `${missing},Not mine,,`,
    `${d},,,`,
    `${d},too,many,fields,here`,
    `${c},'=SUM(A1),,`,
  ].join("\r\n");
  const answer = await upload(tenant, text);
  expect(answer).toMatchObject({ status: 202, body: { action: "update", status: "processing" } });
  expect(answer.headers.get("location")).toBe(`/v1/bulk-jobs/${answer.body.id}`);
  const job = await completed(tenant, answer.body.id);
  expect(job.counts).toEqual({ pending: 0, succeeded: 3, failed: 6 });
  expect(job.items.map(({ line, status }: Json) => [line, status])).toEqual([
    [2, "succeeded"],
    [3, "succeeded"],
    [5, "failed"],
    [6, "failed"],
    [7, "failed"],
    [8, "failed"],
    [9, "failed"],
    [10, "failed"],
    [11, "succeeded"],
  ]);
  const errors = job.items.flatMap(({ error }: Json) => error ?? []);
  expect(errors.map(({ code, detail }: Json) => [code, detail])).toEqual([
    ["validation_failed", expect.stringMatching(/^line 5: phone_number: "12345" is not E\.164/)],
    [
      "validation_failed",
      expect.stringMatching(/^line 6: friendly_name: .* tags: .* metadata: Must be a JSON object\.$/),
    ],
    ["validation_failed", `line 7: ${a} occurs twice, first on line 2.`],
    ["not_found", `line 8: There is no phone number ${missing}.`],
    ["validation_failed", "line 9: The line has no value for update."],
    ["validation_failed", "line 10: The line has 5 fields; the header has 4."],
  ]);
  expect(await numberAt(tenant, a)).toMatchObject({
    friendly_name: "Desk, front",
    tags: ["sales", "west"],
    metadata: { crm: "1" },
  });
  expect(await numberAt(tenant, b)).toMatchObject({ friendly_name: b, tags: ["a;b"] });
  expect(await numberAt(tenant, c)).toMatchObject({ friendly_name: "=SUM(A1)", tags: [] });
  expect(await numberAt(tenant, d)).toEqual(before);
});

test("an export can be edited and sent back, and unedited it changes nothing", async () => {
  const tenant = await withTenant();
  const numbers = await owning(tenant, 3);
  await tenant.api.patch(`/v1/phone-numbers/${numbers[0]}`, {
    friendly_name: "=1+1",
    tags: ["x"],
    metadata: { k: "v" },
  });
  const all = async () => (await tenant.api.get("/v1/phone-numbers?sort=phone_number")).body.data;
  const before = await all();
  const exported = await tenant.api.get("/v1/phone-numbers/export?sort=phone_number");
  const unedited = await completed(tenant, (await upload(tenant, exported.body)).body.id);
  expect(unedited.counts).toEqual({ pending: 0, succeeded: 3, failed: 0 });
  expect(await all()).toEqual(before);
  // As a spreadsheet saves it: with a byte order mark, and plain line ends.
  const edited = `\ufeff${exported.body.replaceAll("\r\n", "\n").replace("'=1+1", "Reception")}`;
  await completed(tenant, (await upload(tenant, edited)).body.id);
  expect((await numberAt(tenant, numbers[0] ?? "")).friendly_name).toBe("Reception");
});

test("a file's action is in the query; its preview writes nothing; its Idempotency-Key covers file and query", async () => {
  const tenant = await withTenant();
  const [number = ""] = await owning(tenant, 1);
  const text = `phone_number,tags\n${number},a;b\n${freshNumber()},c\n,d\n`;
  const preview = await upload(tenant, text, "/preview?action=tag");
  expect(preview).toMatchObject({
    status: 200,
    body: {
      action: "tag",
      counts: { would_succeed: 1, would_fail: 2 },
      items: [
        { phone_number: number, line: 2, would_succeed: true },
        { line: 3, error: { code: "not_found" } },
        { line: 4, error: { code: "validation_failed", detail: expect.stringMatching(/^line 4: phone_number: /) } },
      ],
    },
  });
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toEqual([]);
  const key = { "idempotency-key": "file" };
  const tagged = await upload(tenant, text, "?action=tag", key);
  await completed(tenant, tagged.body.id);
  expect((await upload(tenant, text, "?action=tag", key)).body.id).toBe(tagged.body.id);
  expect((await upload(tenant, text, "?action=untag", key)).body.code).toBe("idempotency_key_reused");
  expect((await numberAt(tenant, number)).tags).toEqual(["a", "b"]);
  const suspended = await upload(tenant, `phone_number\n${number}\n`, "?action=suspend");
  expect(await completed(tenant, suspended.body.id)).toMatchObject({ action: "suspend", counts: { succeeded: 1 } });
});

test.for<[string, string, string, RegExp]>([
  ["nothing in it", "", "", /empty/],
  ["a header only", "phone_number,tags\r\n", "", /no lines below/],
  ["no column of numbers", "number,tags\r\n+1,a\r\n", "", /^line 1: There is no column "number"/],
  ["a column twice", "phone_number,tags,tags\r\n+1,a,b\r\n", "", /^line 1: The column tags occurs twice/],
  ["nothing to do", "phone_number\r\n+1\r\n", "", /^line 1: The action update needs/],
  ["no tags to tag with", "phone_number,metadata\r\n+1,{}\r\n", "?action=tag", /^line 1: The action tag needs/],
  ["a quote that is never closed", 'phone_number,tags\r\n+1,"a\r\n', "", /^line 2: a quote/],
  ["1,001 lines", `phone_number\r\n${"+1\r\n".repeat(1_001)}`, "?action=lock", /1001 lines/],
])("a file with %s is refused whole, with its line", async ([, text, query, detail]) => {
  const tenant = await withTenant();
  expect(await upload(tenant, text, query)).toMatchObject({
    status: 422,
    body: { code: "validation_failed", errors: [{ in: "body", pointer: "", detail: expect.stringMatching(detail) }] },
  });
  expect((await tenant.api.get("/v1/bulk-jobs")).body.data).toEqual([]);
});

test("a file is checked like any request: key, scope, query, content type", async () => {
  const reader = await withTenant({}, { scopes: ["numbers:read"] });
  const text = `phone_number\n${freshNumber()}\n`;
  expect(await upload(reader, text, "?action=lock")).toMatchObject({ status: 403, body: { code: "missing_scope" } });
  expect((await upload({ ...reader, key: "pm_test_x" }, text)).status).toBe(401);
  const tenant = await withTenant();
  expect(await upload(tenant, text, "?action=sell")).toMatchObject({
    status: 422,
    body: { errors: [{ in: "query", pointer: "/action" }] },
  });
  expect((await upload(tenant, text, "?colour=red")).status).toBe(422);
  expect(await upload(tenant, text, "", { "content-type": "text/plain" })).toMatchObject({
    status: 415,
    body: { detail: 'The Content-Type is "text/plain". Send application/json or text/csv.' },
  });
});
