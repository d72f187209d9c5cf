import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPortingSecrets } from "#porting/requests/secrets";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { becomes, losingCarrier, readyDraft, transition } from "../../support/porting";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** Drafts that become several linked requests when they are handed in. */

/** The queue takes messages, and nobody works on them. */
const queued = vi.fn<(...args: unknown[]) => Promise<void>>();

beforeEach(() => {
  queued.mockReset().mockResolvedValue();
  vi.spyOn(Object.getPrototypeOf(env.PORTING), "send").mockImplementation(queued);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const idOf = (path: string): string => path.replace(/.*\//, "");
const pathOf = (id: string): string => `/v1/porting-requests/${id}`;

/** Three numbers of one type and two of another. */
async function mixedDraft(tenant: Tenant) {
  const e164s = Array.from({ length: 5 }, () => freshNumber());
  const path = await readyDraft(tenant, e164s, { pin: "004217" });
  await becomes({ type: "mobile" }, e164s.slice(3));
  return { path, large: e164s.slice(0, 3), small: e164s.slice(3) };
}

const numbersOf = async ({ api }: Tenant, path: string): Promise<Json[]> =>
  (await api.get(`${path}/numbers`)).body.data;

const eventsOf = async ({ api }: Tenant, path: string): Promise<string[]> =>
  (await api.get(`/v1/events?subject_id=${idOf(path)}&limit=200`)).body.data.map(({ type }: Json) => type).toReversed();

test("numbers of two types become two linked requests, each whole", async () => {
  const tenant = await withTenant();
  const { path, large, small } = await mixedDraft(tenant);
  const pinned = (await numbersOf(tenant, path)).find((number) => number.phone_number === small[0]);
  await tenant.api.patch(`${path}/numbers/${pinned?.id}`, { pin: "004218" });
  const { status, body } = await tenant.api.post(`${path}/submit`);
  expect([status, body.status, body.split_into.length], JSON.stringify(body)).toEqual([200, "submitted", 1]);
  expect(body).toMatchObject({ losing_carrier: { name: "Old Line" }, number_counts: { total: 3 }, split_from: null });

  const part = pathOf(body.split_into[0]);
  const split = (await tenant.api.get(part)).body;
  expect(split).toMatchObject({
    status: "submitted",
    split_from: idOf(path),
    split_into: [],
    losing_carrier: { name: "Old Line" },
    customer: body.customer,
    secrets: { account_number: true, pin: true },
    number_counts: { total: 2, pending: 2 },
    requirements_met: true,
    preflight: { split: null },
    submitted_at: body.submitted_at,
  });
  expect((await numbersOf(tenant, path)).map((number) => number.phone_number)).toEqual(large);
  const moved = await numbersOf(tenant, part);
  expect(moved.map((number) => [number.phone_number, number.secrets.pin])).toEqual([
    [small[0], true],
    [small[1], false],
  ]);
  expect(moved.every((number) => /^num_/.test(number.phone_number_id))).toBe(true);

  // The secrets open for their own row.
  const row = await env.DB.prepare("select secrets, next_check_at, carrier_task from porting_requests where id = ?")
    .bind(split.id)
    .first<Json>();
  const owner = { id: split.id, tenantId: tenant.id, secrets: row.secrets };
  const { vault } = createJobContext(env, createExecutionContext());
  expect(await openPortingSecrets(vault, owner)).toEqual({ accountNumber: "0012345678", pin: "004217" });
  await expect(openPortingSecrets(vault, { ...owner, id: idOf(path) })).rejects.toThrow();
  expect(row.next_check_at).not.toBeNull();
  expect(JSON.parse(row.carrier_task).kind).toBe("create");
  for (const id of [idOf(path), split.id]) {
    expect(queued).toHaveBeenCalledWith({ kind: "request", id }, expect.anything());
  }

  expect((await eventsOf(tenant, path)).slice(-2)).toEqual(["porting_request.status_changed", "porting_request.split"]);
  expect(await eventsOf(tenant, part)).toEqual(["porting_request.created", "porting_request.status_changed"]);
  for (const each of [path, part]) {
    const kinds = (await tenant.api.get(`${each}/timeline`)).body.data.map(({ kind }: Json) => kind);
    expect(kinds).toContain("split");
  }
  expect((await tenant.api.post(`${path}/submit`)).body).toEqual(body);
  expect(await eventsOf(tenant, part)).toHaveLength(2);
});

test("a request that was split off shows the documents of its source, which are deleted there", async () => {
  const tenant = await withTenant();
  const { path } = await mixedDraft(tenant);
  const { body } = await tenant.api.post(`${path}/submit`);
  const part = pathOf(body.split_into[0]);
  const { data } = (await tenant.api.get(`${part}/documents`)).body;
  expect(data).toHaveLength(1);
  expect((await tenant.api.get(`${part}/documents/${data[0].id}`)).body).toEqual(data[0]);
  expect((await tenant.api.post(`${part}/documents/${data[0].id}/download-url`)).status).toBe(200);
  await transition(idOf(part), "report_exception", { reasons: [{ code: "location_mismatch" }] });
  const refused = await tenant.api.delete(`${part}/documents/${data[0].id}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  expect(refused.body.detail).toContain(idOf(path));
  expect(await tenant.api.post(`${part}/resubmit`)).toMatchObject({ status: 200, body: { status: "submitted" } });
  const listed = (await tenant.api.get("/v1/porting-requests")).body.data;
  expect(listed.map((each: Json) => each.requirements_met)).toEqual([true, true]);
});

test("a number of any part that is in an open port keeps all of them drafts", async () => {
  const tenant = await withTenant();
  const { path, small } = await mixedDraft(tenant);
  const other = await withTenant();
  const open = await readyDraft(other, [small[1] ?? ""]);
  expect((await other.api.post(`${open}/submit`)).status).toBe(200);
  const before = await numbersOf(tenant, path);
  expect(await tenant.api.post(`${path}/submit`)).toMatchObject({
    status: 409,
    body: { code: "number_in_open_port", conflicting_numbers: [small[1]] },
  });
  expect((await tenant.api.get("/v1/porting-requests")).body.data).toHaveLength(1);
  expect(await numbersOf(tenant, path)).toEqual(before);
});

test("numbers of several carriers stay a draft: its account number belongs to one of them", async () => {
  const tenant = await withTenant();
  const e164s = [freshNumber(), freshNumber(), freshNumber()];
  const path = await readyDraft(tenant, e164s);
  await losingCarrier("Large Line", e164s.slice(0, 2));
  await losingCarrier("Small Line", e164s.slice(2));
  const refused = await tenant.api.post(`${path}/submit`);
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: "preflight_failed",
      findings: [{ rule: "several_carriers", severity: "error", phone_numbers: e164s.slice(2) }],
    },
  });
  expect(refused.body.detail).toContain("account number, PIN and bill belong to that carrier alone");
  const { split } = (await tenant.api.post(`${path}/preflight`)).body;
  expect(split.map((group: Json) => [group.losing_carrier, group.phone_numbers])).toEqual([
    ["Large Line", e164s.slice(0, 2)],
    ["Small Line", e164s.slice(2)],
  ]);
  expect((await tenant.api.get("/v1/porting-requests")).body.data).toHaveLength(1);

  const moved = (await numbersOf(tenant, path)).find((number) => number.phone_number === e164s[2]);
  expect((await tenant.api.delete(`${path}/numbers/${moved?.id}`)).status).toBe(204);
  expect(await tenant.api.post(`${path}/submit`)).toMatchObject({ status: 200, body: { split_into: [] } });
});

test("numbers of more countries than a request may be split for stay a draft", async () => {
  const tenant = await withTenant();
  const e164s = Array.from({ length: 21 }, () => freshNumber());
  const path = await readyDraft(tenant, e164s);
  const countries = ["US", ..."AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU".split(" ")];
  for (const [at, e164] of e164s.entries()) await becomes({ country: countries[at] ?? "" }, [e164]);
  const { status, body } = await tenant.api.post(`${path}/submit`);
  expect([status, body.code]).toEqual([409, "preflight_failed"]);
  expect(body.detail).toContain("in 21 parts");
  expect((await tenant.api.get(path)).body).toMatchObject({ status: "draft", number_counts: { total: 21 } });
  await becomes({ country: "US" }, [e164s[20] ?? ""]);
  const again = await tenant.api.post(`${path}/submit`);
  expect([again.status, again.body.split_into?.length]).toEqual([200, 19]);
});
