import { env } from "cloudflare:workers";
import { type SQL, sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { claimStatements } from "#acquisition/trunk-numbers/add-numbers";
import { trunkNumberProved } from "#acquisition/trunk-numbers/prove-number";
import { MAX_TRUNK_NUMBERS } from "#acquisition/trunk-numbers/wire";
import { MAX_UNPROVED_NUMBERS, numbersOnTrunks, UNPROVED_CLAIM_MS } from "#inventory/phone-numbers/trunk-numbers";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { batchAll, batchNamed, openDatabase } from "#kernel/db/db";
import { admin, type Json, send } from "../../support/api";
import { ownedBy } from "../../support/carrier";
import { interceptQueries } from "../../support/database";
import { contextOf } from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

async function trunkOf({ api }: Tenant, body: object = {}): Promise<string> {
  const made = await api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc", ...body });
  expect(made.status).toBe(201);
  return `/v1/sip-trunks/${made.body.id}`;
}

const add = async ({ api }: Tenant, trunk: string, ...phone_numbers: string[]): Promise<Json> => {
  const answer = await api.post(`${trunk}/phone-numbers`, { phone_numbers });
  expect(answer.status).toBe(200);
  return answer.body;
};

const codes = ({ results }: Json) => results.map(({ error }: Json) => error?.code ?? null);

test("numbers are added one by one, and each that cannot be says why", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const [first, second, theirs] = [freshNumber(), freshNumber(), freshNumber()];
  const trunk = await trunkOf(mine);
  await add(neighbour, await trunkOf(neighbour), theirs);
  const body = await add(mine, trunk, first, "030 901820", second, first, theirs);
  expect(codes(body)).toEqual([null, "validation_failed", null, "validation_failed", "number_held"]);
  expect([body.added, body.failed]).toEqual([2, 3]);
  expect(JSON.stringify(body)).not.toContain(neighbour.id);
  expect(codes(await add(mine, trunk, first))).toEqual(["number_already_yours"]);
  const id = body.results[0].phone_number_id;
  const { body: number } = await mine.api.get(`/v1/phone-numbers/${id}`);
  expect(number).toMatchObject({
    phone_number: first,
    country: "US",
    acquisition_method: "sip_trunk",
    sip_trunk_id: trunk.split("/").at(-1),
    carrier_account_id: null,
    capabilities: { voice: true, sms: false, mms: false, fax: false },
    monthly_price: null,
    ownership: "unproved",
    status: "active",
  });
  const listed = await mine.api.get(`/v1/phone-numbers?sip_trunk_id=${number.sip_trunk_id}`);
  expect(listed.body.data.map(({ phone_number }: Json) => phone_number).sort()).toEqual([first, second].sort());
  const { body: log } = await mine.api.get("/v1/events?type=phone_number.added_to_trunk");
  expect(log.data.map(({ data }: Json) => data.phone_number).sort()).toEqual([first, second].sort());
});

test("a CSV file adds the numbers of its column", async () => {
  const tenant = await withTenant();
  const trunk = await trunkOf(tenant);
  const [one, two] = [freshNumber(), freshNumber()];
  const post = (body: string) =>
    send(`${trunk}/phone-numbers`, {
      method: "POST",
      headers: { authorization: `Bearer ${tenant.key}`, "content-type": "text/csv" },
      body,
    });
  const added = await post(`name;phone_number\r\nDesk;${one}\r\nShop;'${two}\r\n`);
  expect([added.status, codes(added.body)]).toEqual([200, [null, null]]);
  for (const wrong of ["number\r\n1\r\n", "phone_number\r\n", 'phone_number\r\n"+1', ""]) {
    expect(await post(wrong)).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  }
  const lines = Array.from({ length: MAX_TRUNK_NUMBERS + 1 }, () => one).join("\r\n");
  expect((await post(`phone_number\r\n${lines}`)).body.detail).toContain(String(MAX_TRUNK_NUMBERS));
});

test("only the caller's byoc trunks take numbers, and the tenant's caps hold", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const generic = await trunkOf(mine, { provider: "generic" });
  const phone_numbers = [freshNumber(), freshNumber()];
  expect(await mine.api.post(`${generic}/phone-numbers`, { phone_numbers })).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });
  const trunk = await trunkOf(mine);
  expect((await neighbour.api.post(`${trunk}/phone-numbers`, { phone_numbers })).status).toBe(404);
  await admin.patch(`/v1/tenants/${mine.id}`, { number_limit: 1, max_monthly_cost: { amount: "1", currency: "USD" } });
  expect(await mine.api.post(`${trunk}/phone-numbers`, { phone_numbers })).toMatchObject({
    status: 409,
    body: { code: "number_limit_reached" },
  });
  expect(codes(await add(mine, trunk, phone_numbers[0] ?? ""))).toEqual([null]);
});

test("many requests at once for one number: one tenant gets it, once", async () => {
  const tenants = await Promise.all([withTenant(), withTenant(), withTenant()]);
  const trunks = await Promise.all(tenants.map((tenant) => trunkOf(tenant)));
  const e164 = freshNumber();
  const answers = await Promise.all(
    tenants.flatMap((tenant, at) => [0, 1].map(() => add(tenant, trunks[at] ?? "", e164))),
  );
  expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(1);
});

test("a removed number ends its assignment, leaves its trunk free to delete, and can come again", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const trunk = await trunkOf(tenant);
  const e164 = freshNumber();
  const { results } = await add(tenant, trunk, e164);
  const [{ phone_number_id: id }] = results;
  const agent = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  const inUse = await api.delete(trunk);
  expect(inUse).toMatchObject({
    status: 409,
    body: { code: "sip_trunk_in_use", detail: expect.stringContaining(e164) },
  });
  expect((await api.delete(`${trunk}/phone-numbers/${id}`)).body.code).toBe("agent_assigned");
  const other = await trunkOf(tenant);
  expect((await api.delete(`${other}/phone-numbers/${id}?force=true`)).status).toBe(404);
  for (let i = 0; i < 2; i += 1) expect((await api.delete(`${trunk}/phone-numbers/${id}?force=true`)).status).toBe(204);
  expect((await api.get(`/v1/phone-numbers/${id}`)).body).toMatchObject({ status: "released", agent_id: null });
  for (const type of ["assignment.ended", "phone_number.removed_from_trunk"]) {
    expect((await api.get(`/v1/events?type=${type}`)).body.data).toHaveLength(1);
  }
  expect(codes(await add(tenant, other, e164))).toEqual([null]);
  expect((await api.delete(trunk)).status).toBe(204);
});

test("the first call proves the number and shows on the trunk; later ones change nothing", async () => {
  const tenant = await withTenant();
  const trunk = await trunkOf(tenant);
  const [one, two] = [freshNumber(), freshNumber()];
  const { results } = await add(tenant, trunk, one, two);
  const sipTrunkId = trunk.split("/").at(-1) ?? "";
  const db = openDatabase(env.DB);
  let serial = 0;
  const call = (at: number, which: number) =>
    batchAll(
      db,
      trunkNumberProved(
        db,
        {
          tenantId: tenant.id,
          actor: "carrier",
          requestId: "req_1",
          at,
          newEventId: () => `evt_${tenant.id}${++serial}`,
          changed: new ChangedSubjects(),
        },
        { phoneNumberId: results[which].phone_number_id, e164: results[which].phone_number, sipTrunkId },
      ),
    );
  const at = Date.now();
  for (const [later, which] of [
    [0, 0],
    [1, 0],
    [2, 1],
  ] as const) {
    await call(at + later, which);
  }
  const { body } = await tenant.api.get(trunk);
  expect(body.first_call_at).toBe(new Date(at).toISOString());
  for (const { phone_number_id } of results) {
    expect((await tenant.api.get(`/v1/phone-numbers/${phone_number_id}`)).body.ownership).toBe("proved");
  }
  const types = (await tenant.api.get("/v1/events?sort=-seq&limit=3")).body.data.map(({ type }: Json) => type);
  expect(types).toEqual(["phone_number.ownership_proved", "sip_trunk.first_call", "phone_number.ownership_proved"]);
});

/** Makes the claim of a number older. */
const age = (id: string, ms: number) =>
  env.DB.prepare("update phone_numbers set created_at = created_at - ? where id = ?").bind(ms, id).run();

test("a number that another tenant bought comes to no trunk in the platform's account, however the requests meet", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const bought = await ownedBy(neighbour);
  const trunk = await trunkOf(mine);
  expect(await add(mine, trunk, bought.e164)).toMatchObject({
    results: [{ error: { code: "number_owned", detail: `Another tenant has ${bought.e164}.` } }],
  });
  for (const status of ["cooling_off", "lost"]) {
    await env.DB.prepare("update phone_numbers set status = ? where id = ?").bind(status, bought.id).run();
    expect(codes(await add(mine, trunk, bought.e164))).toEqual(["number_owned"]);
  }
  const own = await ownedBy(mine);
  expect(codes(await add(mine, trunk, own.e164))).toEqual([null]);
  // Bought between the read and the insert, which stays without effect, also on the claim that it would have replaced.
  const third = await withTenant();
  const [meanwhile, other] = [freshNumber(), freshNumber()];
  const { results } = await add(third, await trunkOf(third), meanwhile);
  await age(results[0].phone_number_id, UNPROVED_CLAIM_MS);
  let isBought = false;
  const leave = interceptQueries(async (proceed, sql) => {
    if (/insert into "phone_numbers"/.test(sql) && !isBought) {
      isBought = true;
      await env.DB.prepare("update phone_numbers set e164 = ?, status = 'active' where id = ?")
        .bind(meanwhile, bought.id)
        .run();
    }
    return await proceed();
  });
  const raced = await add(mine, trunk, meanwhile, other);
  leave();
  expect(isBought).toBe(true);
  expect([raced.added, codes(raced)[1]]).toEqual([1, null]);
  expect((await third.api.get(`/v1/phone-numbers/${results[0].phone_number_id}`)).body.status).toBe("active");
});

test("a lease that ends within the batch ends it nowhere in the middle: the claim changes hands, or it does not", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const before = await add(neighbour, await trunkOf(neighbour), e164);
  const [{ phone_number_id: old }] = before.results;
  const agent = await neighbour.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hello." },
  });
  await neighbour.api.post(`/v1/phone-numbers/${old}/assign`, { agent_id: agent.body.id });
  await age(old, UNPROVED_CLAIM_MS);
  const sipTrunkId = (await trunkOf(mine)).split("/").at(-1) ?? "";
  const ctx = contextOf(mine.id);
  const row = { id: ctx.newId("phoneNumber"), tenantId: mine.id, sipTrunkId, carrierAccountId: null, e164 };
  const claims = {
    rows: [{ ...row, country: "US", type: "local" }] as const,
    replaced: await numbersOnTrunks(ctx.db, null, [e164]),
    isAllowed: sql`true`,
  };
  const stateNow = async () => ({
    old: (await neighbour.api.get(`/v1/phone-numbers/${old}`)).body.status,
    new: (await mine.api.get(`/v1/phone-numbers/${row.id}`)).status,
    events: (await neighbour.api.get(`/v1/events?subject_id=${old}&type=phone_number.removed_from_trunk`)).body.data
      .length,
    assignments: (await neighbour.api.get(`/v1/phone-numbers/${old}/assignments`)).body.data.map(
      ({ valid_to }: Json) => valid_to === null,
    ),
  });
  const write = async (isLeased: SQL) => await batchNamed(ctx.db, await claimStatements(ctx, { ...claims, isLeased }));
  await write(sql`false`);
  expect(await stateNow()).toEqual({ old: "active", new: 404, events: 0, assignments: [true] });
  // It lasts until the first statement of the batch has changed a thing.
  const isUntouched = sql`exists (select 1 from phone_numbers where id = ${old} and released_at is null)
    and not exists (select 1 from events where subject_id = ${old} and type = 'phone_number.removed_from_trunk')`;
  await write(isUntouched);
  expect(await stateNow()).toEqual({ old: "released", new: 200, events: 1, assignments: [false] });
});

test("of two requests of one instant that replace the same claim one ends it, with one event each for number and assignment", async () => {
  const [first, second, neighbour] = [await withTenant(), await withTenant(), await withTenant()];
  const e164 = freshNumber();
  const before = await add(neighbour, await trunkOf(neighbour), e164);
  const [{ phone_number_id: old }] = before.results;
  const destination = { kind: "say", message: "Hello." };
  const { body: agent } = await neighbour.api.post("/v1/agents", { name: "Desk", destination });
  const { body: assigned } = await neighbour.api.post(`/v1/phone-numbers/${old}/assign`, { agent_id: agent.id });
  expect(assigned.agent_id).toBe(agent.id);
  await age(old, UNPROVED_CLAIM_MS);
  const now = Date.now();
  const claimBy = async (tenant: Tenant) => {
    const ctx = { ...contextOf(tenant.id), now };
    const sipTrunkId = (await trunkOf(tenant)).split("/").at(-1) ?? "";
    const id = ctx.newId("phoneNumber");
    const row = {
      id,
      tenantId: tenant.id,
      sipTrunkId,
      carrierAccountId: null,
      e164,
      country: "US",
      type: "local",
    } as const;
    const replaced = await numbersOnTrunks(ctx.db, null, [e164]);
    const claims = { rows: [row] as const, replaced, isAllowed: sql`true`, isLeased: undefined };
    return { ctx, id, statements: await claimStatements(ctx, claims) };
  };
  const batches = [await claimBy(first), await claimBy(second)];
  for (const { ctx, statements } of batches) await batchNamed(ctx.db, statements);
  const statuses = await Promise.all(
    [first, second].map(async ({ api }, at) => (await api.get(`/v1/phone-numbers/${batches[at]?.id}`)).status),
  );
  expect(statuses).toEqual([200, 404]);
  const { data } = (await neighbour.api.get("/v1/events?limit=200")).body;
  const types = data.map(({ type }: Json) => type);
  expect(types.filter((type: string) => type === "phone_number.removed_from_trunk")).toHaveLength(1);
  expect(types.filter((type: string) => type === "assignment.ended")).toHaveLength(1);
});

test("after 24 hours an unproved claim gives way to another tenant's, with its assignment, and its tenant learns it", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const [unproved, proved, young] = [freshNumber(), freshNumber(), freshNumber()];
  const before = await add(neighbour, await trunkOf(neighbour), unproved, proved, young);
  const [a, b, c] = before.results.map(({ phone_number_id }: Json) => phone_number_id);
  for (const id of [a, b]) await age(id, UNPROVED_CLAIM_MS);
  await age(c, UNPROVED_CLAIM_MS - 10 * 60_000);
  await env.DB.prepare("update phone_numbers set ownership_proved_at = 5 where id = ?").bind(b).run();
  const agent = await neighbour.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hello." },
  });
  for (const id of [a, b]) await neighbour.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  const trunk = await trunkOf(mine);
  await admin.patch(`/v1/tenants/${mine.id}`, { number_limit: 0 });
  expect((await mine.api.post(`${trunk}/phone-numbers`, { phone_numbers: [unproved] })).body.code).toBe(
    "number_limit_reached",
  );
  expect((await neighbour.api.get(`/v1/phone-numbers/${a}`)).body.status).toBe("active");
  await admin.patch(`/v1/tenants/${mine.id}`, { number_limit: null });
  const after = await add(mine, trunk, unproved, proved, young);
  expect(codes(after)).toEqual([null, "number_owned", "number_held"]);
  expect((await neighbour.api.get(`/v1/phone-numbers/${a}`)).body).toMatchObject({
    status: "released",
    agent_id: null,
  });
  for (const [type, subject] of [
    ["assignment.ended", undefined],
    ["phone_number.removed_from_trunk", a],
  ]) {
    const { data } = (await neighbour.api.get(`/v1/events?type=${type}`)).body;
    expect(data).toMatchObject([{ actor: "system", data: { phone_number: unproved } }]);
    if (subject) expect(data[0].subject.id).toBe(subject);
    expect(JSON.stringify(data)).not.toContain(mine.id);
    expect((await mine.api.get(`/v1/events?type=${type}`)).body.data).toEqual([]);
  }
  const { data: history } = (await neighbour.api.get(`/v1/phone-numbers/${a}/assignments`)).body;
  expect(history).toMatchObject([{ valid_to: expect.any(String) }]);
  expect((await neighbour.api.get(`/v1/phone-numbers/${b}`)).body.agent_id).toBe(agent.body.id);
  const { results } = after;
  expect((await mine.api.get(`/v1/phone-numbers/${results[0].phone_number_id}`)).body.status).toBe("active");
});

test("a tenant has a limited number of unproved numbers; proved ones do not count", async () => {
  const tenant = await withTenant();
  const trunk = await trunkOf(tenant);
  const { results } = await add(tenant, trunk, freshNumber());
  await env.DB.prepare(
    `insert into phone_numbers select * from (with recursive at(n) as (select 1 union all select n + 1 from at where n < ?)
      select 'num_' || n || tenant_id, ${(await columns())
        .map((name) => (name === "e164" ? "'+99' || (1000000 + n)" : name))
        .slice(1)
        .join(", ")}
      from at, phone_numbers where id = ?)`,
  )
    .bind(MAX_UNPROVED_NUMBERS - 2, results[0].phone_number_id)
    .run();
  const [one, two] = [freshNumber(), freshNumber()];
  const refused = await tenant.api.post(`${trunk}/phone-numbers`, { phone_numbers: [one, two] });
  expect(refused).toMatchObject({
    status: 409,
    body: { code: "number_limit_reached", limit: MAX_UNPROVED_NUMBERS, used: MAX_UNPROVED_NUMBERS - 1, requested: 2 },
  });
  expect(codes(await add(tenant, trunk, one))).toEqual([null]);
  await env.DB.prepare("update phone_numbers set ownership_proved_at = 5 where id = ?")
    .bind(results[0].phone_number_id)
    .run();
  expect(codes(await add(tenant, trunk, two))).toEqual([null]);
  await env.DB.prepare("delete from phone_numbers where e164 like '+99%' and tenant_id = ?").bind(tenant.id).run();
});

async function columns(): Promise<string[]> {
  const { results } = await env.DB.prepare("select name from pragma_table_info('phone_numbers')").all<{
    name: string;
  }>();
  return results.map(({ name }) => name);
}

test("each number of a request is parsed once", async () => {
  const tenant = await withTenant();
  const trunk = await trunkOf(tenant);
  const phone_numbers = Array.from({ length: 40 }, () => freshNumber());
  const tested = vi.spyOn(RegExp.prototype, "test");
  const { added } = await add(tenant, trunk, ...phone_numbers);
  const forms = tested.mock.contexts.map((form) => (form as RegExp).source);
  tested.mockRestore();
  expect(added).toBe(40);
  // The form of E.164, which each parse of a number tests first.
  expect(forms.filter((form) => form === String.raw`^\+[1-9]\d{6,14}$`)).toHaveLength(40);
});

test("a number is removed only in the version that If-Match names", async () => {
  const tenant = await withTenant();
  const trunk = await trunkOf(tenant);
  const { results } = await add(tenant, trunk, freshNumber());
  const remove = (version: string) =>
    send(`${trunk}/phone-numbers/${results[0].phone_number_id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${tenant.key}`, "if-match": version },
    });
  expect(await remove('"2"')).toMatchObject({ status: 412, body: { code: "stale_version" } });
  expect((await remove('"1"')).status).toBe(204);
});
