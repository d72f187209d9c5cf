import { expect, test } from "vitest";
import { admin, type Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { type Tenant, withTenant } from "../../support/seed";

const path = "/v1/regulatory-defaults/DE/local";
const german = async () => ({
  address_sid: await sandbox.address("DE"),
  bundle_sid: await sandbox.bundle("DE", "local"),
});

const eventsOf = async ({ api }: Tenant): Promise<Json[]> =>
  (await api.get("/v1/events?subject_id=DE%2Flocal&sort=seq")).body.data;

test("a default is set, read, listed, replaced and removed, and each change has an event", async () => {
  const tenant = await withTenant();
  const documents = await german();
  const set = await tenant.api.put(path, documents);
  expect(set).toMatchObject({ status: 200, body: { country: "DE", type: "local", ...documents } });
  const etag = set.headers.get("etag") ?? "";
  expect(await tenant.api.get(path)).toMatchObject({ status: 200, body: set.body });
  expect((await tenant.api.put(path, documents)).headers.get("etag")).toBe(etag);
  const other = { bundle_sid: await sandbox.bundle("DE", "local") };
  const replaced = await tenant.api.put(path, other, { "if-match": etag });
  expect(replaced.body).toMatchObject({ ...other, address_sid: null, created_at: set.body.created_at });
  expect(await tenant.api.put(path, documents, { "if-match": etag })).toMatchObject({
    status: 412,
    body: { code: "stale_version" },
  });
  expect((await tenant.api.get("/v1/regulatory-defaults")).body).toEqual({
    data: [replaced.body],
    next_cursor: null,
    has_more: false,
  });
  expect(await tenant.api.delete(path)).toMatchObject({ status: 204, body: "" });
  expect(await tenant.api.get(path)).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect((await tenant.api.delete(path)).status).toBe(204);
  const kind = { country: "DE", type: "local" };
  expect((await eventsOf(tenant)).map(({ type, data }) => [type, data])).toEqual([
    ["regulatory_default.set", { ...kind, ...documents }],
    ["regulatory_default.set", { ...kind, ...other, address_sid: null }],
    ["regulatory_default.removed", kind],
  ]);
});

test("a default that was removed and set again takes no If-Match of the former one", async () => {
  const { api } = await withTenant();
  const documents = await german();
  const former = await api.put(path, documents);
  await api.delete(path);
  const again = await api.put(path, documents);
  const stale = { "if-match": former.headers.get("etag") ?? "" };
  expect(await api.put(path, { bundle_sid: documents.bundle_sid }, stale)).toMatchObject({ status: 412 });
  expect((await api.get(path)).body).toEqual(again.body);
});

test("defaults are listed by country and type, page by page", async () => {
  const { api } = await withTenant();
  for (const [country, type, twilio] of [
    ["GB", "mobile", "mobile"],
    ["DE", "toll_free", "toll-free"],
    ["DE", "local", "local"],
  ] as const) {
    const bundle_sid = await sandbox.bundle(country, twilio);
    expect((await api.put(`/v1/regulatory-defaults/${country}/${type}`, { bundle_sid })).status).toBe(200);
  }
  const listed: string[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await api.get(`/v1/regulatory-defaults?limit=1${cursor}`);
    listed.push(...body.data.map(({ country, type }: Json) => `${country} ${type}`));
    if (!body.has_more) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(listed).toEqual(["DE local", "DE toll_free", "GB mobile"]);
});

const unknown = { address_sid: `AD${"0".repeat(32)}`, bundle_sid: `BU${"0".repeat(32)}` };

test.for([
  ["nothing at all", {}, "/address_sid"],
  ["two nulls", { address_sid: null, bundle_sid: null }, "/address_sid"],
  ["an address that is a bundle", { address_sid: unknown.bundle_sid }, "/address_sid"],
  ["a bundle that is too short", { bundle_sid: "BU1" }, "/bundle_sid"],
  ["an unknown field", { ...unknown, identity_sid: "RI1" }, "/identity_sid"],
  ["an address that does not exist", { address_sid: unknown.address_sid }, "/address_sid"],
  ["a bundle that does not exist", { bundle_sid: unknown.bundle_sid }, "/bundle_sid"],
] as const)("a default of %s is refused with the field's pointer", async ([, body, pointer]) => {
  const { api } = await withTenant();
  const { status, body: problem } = await api.put(path, body);
  expect({ status, code: problem.code }).toEqual({ status: 422, code: "validation_failed" });
  expect(problem.errors.map((error: Json) => error.pointer)).toContain(pointer);
  expect((await api.get("/v1/regulatory-defaults")).body.data).toEqual([]);
});

test.for(["/v1/regulatory-defaults/DE/fax", "/v1/regulatory-defaults/de/local", "/v1/regulatory-defaults/XX/local"])(
  "%s is no kind of number",
  async (wrong) => {
    const { api } = await withTenant();
    for (const answer of [await api.get(wrong), await api.put(wrong, unknown), await api.delete(wrong)]) {
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  },
);

test("a default must be valid at the carrier: approved, for this kind of number, in the right country", async () => {
  const { api } = await withTenant();
  const refusal = async (body: object) => {
    const { status, body: problem } = await api.put(path, body);
    return [status, problem.code, problem.detail];
  };
  const pending = await sandbox.bundle("DE", "local", "pending-review");
  expect(await refusal({ bundle_sid: pending })).toEqual([
    422,
    "bundle_rejected",
    `Numbers are sold only with an approved bundle, but ${pending} is pending_review.`,
  ]);
  const mobile = await sandbox.bundle("DE", "mobile");
  expect(await refusal({ bundle_sid: mobile })).toEqual([
    422,
    "bundle_rejected",
    `Twilio has no bundle ${mobile} for local numbers in DE.`,
  ]);
  const french = await sandbox.address("FR");
  expect(await refusal({ address_sid: french })).toEqual([
    422,
    "local_address_required",
    `The address must be in DE, but ${french} is in FR.`,
  ]);
  const nowhere = await api.put("/v1/regulatory-defaults/US/mobile", { address_sid: french });
  expect(nowhere).toMatchObject({ status: 422, body: { code: "number_type_unavailable" } });
  expect((await api.get("/v1/regulatory-defaults")).body.data).toEqual([]);
});

test("no default is set while the carrier cannot confirm it", async () => {
  const { api } = await withTenant();
  const bundle_sid = await sandbox.bundle("DE", "local");
  await sandbox.fault({ kind: "server_error", operation: "bundles", times: 3 });
  expect(await api.put(path, { bundle_sid })).toMatchObject({ status: 503, body: { code: "carrier_unavailable" } });
  await sandbox.clearFaults();
  expect((await api.put(path, { bundle_sid })).status).toBe(200);
});

test("the documents in one tenant's default do not exist for another tenant", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const documents = await german();
  await mine.api.put(path, documents);
  const withoutIds = (answer: Json, sid: string) =>
    JSON.stringify({ ...answer.body, request_id: "" }).replaceAll(sid, "SID");
  for (const [field, sid] of Object.entries(documents)) {
    const absent = Object.entries(unknown).find(([name]) => name === field)?.[1] ?? "";
    const foreign = await other.api.put(path, { [field]: sid });
    expect(foreign.status).toBe(422);
    expect(withoutIds(foreign, sid)).toBe(withoutIds(await other.api.put(path, { [field]: absent }), absent));
  }
  const upperCase = `BU${documents.bundle_sid.slice(2).toUpperCase()}`;
  expect((await other.api.put(path, { bundle_sid: upperCase })).status).toBe(422);
  expect((await other.api.get(path)).status).toBe(404);
  await other.api.delete(path);
  expect((await mine.api.get(path)).body).toMatchObject(documents);
  // Also when nothing but the removed default ever used them.
  await mine.api.delete(path);
  expect((await other.api.put(path, documents)).status).toBe(422);
  expect((await mine.api.put(path, documents)).status).toBe(200);
  expect(await eventsOf(other)).toEqual([]);
});

test("the platform frees a tenant's document, which the next tenant then claims; a default cannot be freed", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const documents = await german();
  await mine.api.put(path, documents);
  const claim = `/v1/regulatory-claims/${documents.bundle_sid}`;
  expect(await admin.delete(claim)).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  await mine.api.delete(path);
  expect((await mine.api.delete(claim)).status).toBe(403);
  expect((await other.api.put(path, documents)).status).toBe(422);
  for (let times = 0; times < 2; times += 1) expect((await admin.delete(claim)).status).toBe(204);
  expect((await admin.delete("/v1/regulatory-claims/BU1")).status).toBe(404);
  expect((await other.api.put(path, { bundle_sid: documents.bundle_sid })).status).toBe(200);
  expect((await mine.api.put(path, documents)).status).toBe(422);
  const { body: log } = await mine.api.get("/v1/events?type=regulatory_claim.freed");
  expect(log.data).toMatchObject([{ subject: { id: documents.bundle_sid }, data: { kind: "bundle" } }]);
});

test("if several tenants set the same bundle as default at once, one of them gets it", async () => {
  const tenants = [await withTenant(), await withTenant(), await withTenant()];
  const bundle_sid = await sandbox.bundle("GB", "mobile");
  const answers = await Promise.all(
    tenants.map(({ api }) => api.put("/v1/regulatory-defaults/GB/mobile", { bundle_sid })),
  );
  expect(answers.map(({ status }) => status).sort()).toMatchObject([200, expect.any(Number), expect.any(Number)]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});
