import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openPortingSecrets } from "#porting/requests/secrets";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { becomes, readyDraft, transition, uploadBill } from "../../support/porting";
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

/** The path of the request that a submission made for a carrier. Ids of one moment have no order. */
async function partWith({ api }: Tenant, submitted: Json, carrier: string): Promise<string> {
  const parts = await Promise.all(submitted.split_into.map(async (id: string) => (await api.get(pathOf(id))).body));
  return pathOf(parts.find(({ losing_carrier }) => losing_carrier.name === carrier).id);
}

/** Two numbers of the request's carrier, two of another and one, a mobile number with a PIN, of a third. */
async function draftOfCarriers(tenant: Tenant) {
  const [one, two, three, four, five] = [freshNumber(), freshNumber(), freshNumber(), freshNumber(), freshNumber()];
  const path = await readyDraft(tenant, [one, two], {
    numbers: [
      { phone_number: three, losing_carrier: "Small Line" },
      { phone_number: four, losing_carrier: "small line " },
      { phone_number: five, losing_carrier: "Mobile Line", pin: "004218" },
    ],
  });
  await becomes({ type: "mobile" }, [five]);
  return { path, own: [one, two], small: [three, four], mobile: [five] };
}

const missingOf = ({ requirements }: Json): string[] =>
  requirements.filter(({ status }: Json) => status === "missing").map(({ id }: Json) => id);

test("numbers of other carriers become drafts that lack the account number and bill of theirs; the rest is handed in", async () => {
  const tenant = await withTenant();
  const { path, own, small, mobile } = await draftOfCarriers(tenant);
  const checked = (await tenant.api.post(`${path}/preflight`)).body;
  expect(checked.findings).toContainEqual(
    expect.objectContaining({ rule: "several_carriers", severity: "info", phone_numbers: [...small, ...mobile] }),
  );
  const before = (await tenant.api.get(path)).body;
  expect(before).toMatchObject({ requirements_met: true, number_counts: { total: 5 } });
  const submit = before.allowed_transitions.find(({ name }: Json) => name === "submit");
  expect(submit).toMatchObject({ blocked_by: null });

  const { status, body } = await tenant.api.post(`${path}/submit`);
  expect([status, body.status, body.split_into.length], JSON.stringify(body)).toEqual([200, "submitted", 2]);
  expect((await numbersOf(tenant, path)).map((number) => number.phone_number).toSorted()).toEqual(own.toSorted());
  const [ofSmall, ofMobile] = [await partWith(tenant, body, "Small Line"), await partWith(tenant, body, "Mobile Line")];
  const draft = (await tenant.api.get(ofSmall)).body;
  expect(draft).toMatchObject({
    status: "draft",
    split_from: idOf(path),
    losing_carrier: { name: "Small Line" },
    customer: body.customer,
    authorized_person: body.authorized_person,
    service_address: body.service_address,
    billing_telephone_number: null,
    bill: null,
    secrets: { account_number: false, pin: false },
    number_counts: { total: 2, pending: 2 },
    requirements_met: false,
    submitted_at: null,
  });
  expect(missingOf(draft)).toEqual(expect.arrayContaining(["account_number", "bill"]));
  expect((await tenant.api.get(`${ofSmall}/documents`)).body.data).toEqual([]);
  expect(await eventsOf(tenant, ofSmall)).toEqual(["porting_request.created"]);
  const { data } = (await tenant.api.get(`${ofSmall}/timeline`)).body;
  expect(data).toMatchObject([{ kind: "split", detail: expect.stringContaining("Small Line") }]);
  expect((await numbersOf(tenant, ofMobile)).map(({ phone_number, secrets }) => [phone_number, secrets.pin])).toEqual([
    [mobile[0], true],
  ]);
  const row = await env.DB.prepare(
    "select next_check_at, carrier_task, board_position from porting_requests where id = ?",
  )
    .bind(draft.id)
    .first<Json>();
  expect(row).toEqual({ next_check_at: null, carrier_task: null, board_position: null });
  expect(queued).toHaveBeenCalledTimes(1);

  expect((await tenant.api.post(`${ofSmall}/submit`)).body).toMatchObject({ code: "requirements_not_met" });
  const bill = { customer_name: "Acme Incorporated", address: body.service_address, date: body.bill.date };
  await tenant.api.patch(ofSmall, { account_number: "0098765432", billing_telephone_number: small[0], bill });
  expect((await uploadBill(tenant, ofSmall)).status).toBe(201);
  expect(await tenant.api.post(`${ofSmall}/submit`)).toMatchObject({ status: 200, body: { status: "submitted" } });
});

test("a number of another carrier that is in an open port keeps nothing back", async () => {
  const tenant = await withTenant();
  const { path, small } = await draftOfCarriers(tenant);
  const other = await withTenant();
  const open = await readyDraft(other, [small[0] ?? ""]);
  expect((await other.api.post(`${open}/submit`)).status).toBe(200);
  const { body } = await tenant.api.post(`${path}/submit`);
  expect(body.status, JSON.stringify(body)).toBe("submitted");
  const { findings } = (await tenant.api.post(`${await partWith(tenant, body, "Small Line")}/preflight`)).body;
  expect(findings).toContainEqual(expect.objectContaining({ rule: "number_in_open_port", phone_numbers: [small[0]] }));
});

test("numbers of one other carrier become one draft, whatever their kinds, and follow its carrier's corrected name", async () => {
  const tenant = await withTenant();
  const [own, local, mobile] = [freshNumber(), freshNumber(), freshNumber()];
  const numbers = [local, mobile].map((phone_number) => ({ phone_number, losing_carrier: "Small Line" }));
  const path = await readyDraft(tenant, [own], { numbers: [...numbers] });
  await becomes({ type: "mobile" }, [mobile]);
  const { body } = await tenant.api.post(`${path}/submit`);
  expect([body.status, body.split_into?.length], JSON.stringify(body)).toEqual(["submitted", 1]);
  const part = await partWith(tenant, body, "Small Line");
  expect((await numbersOf(tenant, part)).map(({ phone_number }) => phone_number).toSorted()).toEqual(
    [local, mobile].toSorted(),
  );
  await tenant.api.patch(part, { losing_carrier: { name: "Small Line LLC" } });
  const { findings } = (await tenant.api.post(`${part}/preflight`)).body;
  expect(findings.map(({ rule }: Json) => rule)).not.toContain("several_carriers");
});

test("numbers that name the request's own carrier follow its name when it is corrected after submission", async () => {
  const tenant = await withTenant();
  const [named, unnamed] = [freshNumber(), freshNumber()];
  const path = await readyDraft(tenant, [unnamed], {
    numbers: [{ phone_number: named, losing_carrier: "old line" }],
  });
  expect((await numbersOf(tenant, path)).filter(({ losing_carrier }) => losing_carrier === "old line")).toHaveLength(1);
  expect((await tenant.api.post(`${path}/submit`)).body).toMatchObject({ status: "submitted", split_into: [] });
  expect((await numbersOf(tenant, path)).map(({ losing_carrier }) => losing_carrier)).toEqual([null, null]);
});

test("a draft none of whose numbers is with its carrier is refused until one of both is corrected", async () => {
  const tenant = await withTenant();
  const e164 = freshNumber();
  const path = await readyDraft(tenant, [e164]);
  const [number] = await numbersOf(tenant, path);
  const named = await tenant.api.patch(`${path}/numbers/${number?.id}`, { losing_carrier: "New Line" });
  expect(named.body).toMatchObject({ losing_carrier: "New Line" });
  expect(await tenant.api.post(`${path}/submit`)).toMatchObject({
    status: 409,
    body: { code: "preflight_failed", findings: [{ rule: "several_carriers", pointer: "/losing_carrier" }] },
  });
  await tenant.api.patch(`${path}/numbers/${number?.id}`, { losing_carrier: null });
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
