import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { buy } from "../../support/query-plans";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";

/** Numbers whose last digits decide the answer of the sandbox, as its guide says. */
const kinds = {
  local: "+14152360001",
  mobile: "+14152367701",
  unsupported: "+14152369901",
  elsewhere: "+14152369903",
  manual: "+14152369905",
  broken: "+14152369907",
  tollFree: "+18005550123",
  german: "+493012345678",
};

const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const unsaid = { fast_port: null, losing_carrier: null, messaging: null };
const answered = { status: "checked", conflict: null, ...unsaid, checked_at: isoTime, is_cached: false };

describe("a check", () => {
  test("says of each number whether it is portable, else why not and who acts, and what its carrier wants", async () => {
    const { api } = await withTenant();
    const { broken: _, ...known } = kinds;
    const { status, body, headers } = await api.post("/v1/portability-checks", { phone_numbers: Object.values(known) });
    expect({ status, location: headers.get("location") }).toEqual({
      status: 201,
      location: `/v1/portability-checks/${body.id}`,
    });
    expect(body).toEqual({
      id: expect.stringMatching(/^pck_/),
      status: "completed",
      counts: { total: 7, pending: 0, portable: 2, not_portable: 5, undetermined: 0 },
      created_at: isoTime,
      ended_at: isoTime,
      results: expect.anything(),
      has_more_results: false,
    });
    const because = (code: string, carrier_code: string, who_acts: string) => ({
      code,
      carrier_code,
      who_acts,
      carrier_text: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
      fix: expect.any(String),
    });
    const none = { pin_required: false, account_number_required: false };
    expect(body.results).toEqual([
      {
        ...answered,
        ...none,
        phone_number: known.local,
        portable: true,
        path: "twilio",
        reason: null,
        type: "local",
        country: "US",
      },
      {
        ...answered,
        pin_required: true,
        account_number_required: true,
        phone_number: known.mobile,
        portable: true,
        path: "twilio",
        reason: null,
        type: "mobile",
        country: "US",
      },
      {
        ...answered,
        ...{ pin_required: null, account_number_required: null },
        phone_number: known.unsupported,
        portable: false,
        path: null,
        reason: because("not_supported", "22130", "no_one"),
        type: "local",
        country: "US",
      },
      {
        ...answered,
        ...none,
        phone_number: known.elsewhere,
        portable: false,
        path: null,
        reason: because("already_at_carrier", "22132", "customer"),
        type: "local",
        country: "US",
      },
      {
        ...answered,
        ...none,
        phone_number: known.manual,
        portable: false,
        path: "operator",
        reason: because("operator_path_only", "22133", "platform"),
        type: "local",
        country: "US",
      },
      {
        ...answered,
        ...none,
        phone_number: known.tollFree,
        portable: false,
        path: "operator",
        reason: because("operator_path_only", "22133", "platform"),
        type: "toll_free",
        country: "US",
      },
      {
        ...answered,
        ...none,
        phone_number: known.german,
        portable: false,
        path: null,
        reason: because("not_supported", "22130", "no_one"),
        type: "local",
        country: "DE",
      },
    ]);
    expect((await api.get(`/v1/portability-checks/${body.id}`)).body).toEqual(body);
  });

  test("is 202 while Twilio fails for a number; the others have their answers", async () => {
    const { api } = await withTenant();
    const local = freshNumber();
    const { status, body } = await api.post("/v1/portability-checks", { phone_numbers: [kinds.broken, local] });
    expect({ status, counts: body.counts }).toEqual({
      status: 202,
      counts: { total: 2, pending: 1, portable: 1, not_portable: 0, undetermined: 0 },
    });
    expect(body.results).toMatchObject([
      { phone_number: kinds.broken, status: "pending", portable: null, path: null, reason: null, checked_at: null },
      { phone_number: local, status: "checked" },
    ]);
  });

  test("asks Twilio once a day about a number for all tenants, and says so", async () => {
    const number = freshNumber();
    const first = await (await withTenant()).api.post("/v1/portability-checks", { phone_numbers: [number] });
    const second = await (await withTenant()).api.post("/v1/portability-checks", { phone_numbers: [number] });
    expect(second.status).toBe(201);
    expect(second.body.results).toEqual([{ ...first.body.results[0], is_cached: true }]);
    expect((await sandbox.requests("portability", number)).requests).toHaveLength(1);
  });

  test("shows the first 100 results; their list is paged and filtered", async () => {
    const { api } = await withTenant();
    const phone_numbers = [kinds.mobile, kinds.tollFree, ...Array.from({ length: 99 }, () => freshNumber())];
    const { body } = await api.post("/v1/portability-checks", { phone_numbers });
    expect([body.results.length, body.has_more_results]).toEqual([100, true]);
    const path = `/v1/portability-checks/${body.id}/results`;
    const found: string[] = [];
    for (let query = "?limit=40"; query !== ""; ) {
      const page = (await api.get(path + query)).body;
      found.push(...page.data.map(({ phone_number }: { phone_number: string }) => phone_number));
      query = page.has_more ? `?limit=40&cursor=${page.next_cursor}` : "";
    }
    expect(found).toEqual(phone_numbers);
    expect((await api.get(`${path}?portable=false`)).body.data).toMatchObject([{ phone_number: kinds.tollFree }]);
    const pending = (await api.get(`${path}?status=pending&limit=200`)).body.data;
    expect(pending.length).toBe((await api.get(`/v1/portability-checks/${body.id}`)).body.counts.pending);
  });

  test("is listed for its own tenant only", async () => {
    const [own, other] = [await withTenant(), await withTenant()];
    const { body } = await own.api.post("/v1/portability-checks", { phone_numbers: [freshNumber()] });
    const { results: _, has_more_results: __, ...summary } = body;
    expect((await own.api.get("/v1/portability-checks?status=completed")).body.data).toEqual([summary]);
    expect((await own.api.get("/v1/portability-checks?status=processing")).body.data).toEqual([]);
    expect((await other.api.get("/v1/portability-checks")).body.data).toEqual([]);
    for (const path of ["", "/results"]) {
      expect(await other.api.get(`/v1/portability-checks/${body.id}${path}`)).toMatchObject({ status: 404 });
    }
  });
});

describe("a conflict on this platform", () => {
  test("a number of the platform is named to its tenant only", async () => {
    const [own, other] = [await withTenant(), await withTenant()];
    const [{ phone_number, phone_number_id: id }] = (await buy(own)).items;
    const conflictFor = async ({ api }: typeof own) =>
      (await api.post("/v1/portability-checks", { phone_numbers: [phone_number] })).body.results[0];
    const conflict = { code: "number_owned", porting_request_id: null };
    const mine = await conflictFor(own);
    expect(mine).toMatchObject({
      portable: false,
      reason: { code: "already_at_platform" },
      conflict: { ...conflict, phone_number_id: id },
    });
    const theirs = await conflictFor(other);
    expect(theirs).toMatchObject({ conflict: { ...conflict, phone_number_id: null } });
    expect(JSON.stringify(theirs)).not.toMatch(new RegExp(`${own.id}|${id}|AC[0-9a-f]{32}`));
  });

  test("a number in an open port, as of now and not as of the check", async () => {
    const [own, other] = [await withTenant(), await withTenant()];
    const number = freshNumber();
    const check = async ({ api }: typeof own) =>
      (await api.post("/v1/portability-checks", { phone_numbers: [number] })).body;
    const before = await check(own);
    expect(before.results[0].conflict).toBeNull();
    const inPort = (isOpen: number) =>
      env.DB.prepare(
        `insert into porting_numbers (id, porting_request_id, tenant_id, e164, status, status_since, is_open, country, type, messaging_status, created_at, updated_at)
         values ('pnm_1', 'prt_1', ?, ?, 'submitted', 0, ?, 'US', 'local', 'pending', 0, 0) on conflict (id) do update set is_open = excluded.is_open`,
      )
        .bind(own.id, number, isOpen)
        .run();
    await inPort(1);
    const conflict = { code: "number_in_open_port", phone_number_id: null };
    expect((await own.api.get(`/v1/portability-checks/${before.id}`)).body.results[0].conflict).toMatchObject({
      ...conflict,
      porting_request_id: "prt_1",
    });
    expect((await check(other)).results[0].conflict).toMatchObject({ ...conflict, porting_request_id: null });
    await inPort(0);
    expect((await check(other)).results[0].conflict).toBeNull();
  });

  test("a number of a trunk does not: it can be ported here", async () => {
    const { api } = await withTenant();
    const number = freshNumber();
    const trunk = await api.post("/v1/sip-trunks", { name: "PBX", provider: "byoc" });
    expect(
      (await api.post(`/v1/sip-trunks/${trunk.body.id}/phone-numbers`, { phone_numbers: [number] })).status,
    ).toBeLessThan(300);
    const { body } = await api.post("/v1/portability-checks", { phone_numbers: [number] });
    expect(body.results[0]).toMatchObject({ portable: true, conflict: null });
  });
});

describe("bad input", () => {
  test("gets a pointer and a hint for each number", async () => {
    const { api } = await withTenant();
    const phone_numbers = ["+14155550123", "4155550123", "+1415555", "+14155550123", "+1 (415) 555-0199"];
    const { status, body } = await api.post("/v1/portability-checks", { phone_numbers });
    expect({ status, code: body.code }).toEqual({ status: 422, code: "validation_failed" });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/phone_numbers/1",
      "/phone_numbers/2",
      "/phone_numbers/4",
    ]);
    expect(body.errors[2].detail).toContain("write +14155550199");
  });

  test("a number twice, too many, none, and unknown fields", async () => {
    const { api } = await withTenant();
    const errors = async (body: object) => (await api.post("/v1/portability-checks", body)).body.errors;
    expect(await errors({ phone_numbers: ["+14155550123", "+14155550199", "+14155550123"] })).toEqual([
      { in: "body", pointer: "/phone_numbers/2", detail: expect.stringContaining("position 0") },
    ]);
    expect(await errors({ phone_numbers: [] })).toMatchObject([{ pointer: "/phone_numbers" }]);
    const many = Array.from({ length: 1_001 }, (_, at) => `+1415${5_000_000 + at}`);
    expect(await errors({ phone_numbers: many })).toMatchObject([{ pointer: "/phone_numbers" }]);
    expect(await errors({ numbers: ["+14155550123"] })).toEqual(
      expect.arrayContaining([expect.objectContaining({ pointer: "/numbers" })]),
    );
  });
});

test("the catalogue of reasons is served, and answers use its codes", async () => {
  const { api } = await withTenant({}, { scopes: ["porting:read"] });
  const { body } = await api.get("/v1/porting-reasons");
  expect(body.reasons).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: "operator_path_only", kind: "not_portable", who_acts: "platform" }),
      expect.objectContaining({ code: "location_mismatch", kind: "rejection", who_acts: "customer" }),
    ]),
  );
  expect(await api.post("/v1/portability-checks", { phone_numbers: ["+14155550123"] })).toMatchObject({ status: 403 });
});
