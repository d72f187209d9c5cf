import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { orderStatuses } from "#acquisition/orders/order-status";
import { reservationStatuses } from "#acquisition/reservations/lifetime";
import { closeFinding, openFinding } from "#findings/facts";
import { findingStatuses } from "#findings/status";
import { jobStatuses } from "#inventory/bulk-jobs/action-step";
import { encodeCursor } from "#kernel/http/page";
import { createJobContext } from "#runtime/job-context";
import { admin } from "../../../support/api";
import { signIn } from "../../../support/browser";
import { freshCall, freshMessage, ownedBy, sendWebhook } from "../../../support/carrier";
import { cursorAt, positionIn } from "../../../support/cursors";
import { eventually } from "../../../support/eventually";
import { endpointObject } from "../../../support/objects";
import { combinations, pagesOf, scanningQueries, stocked } from "../../../support/query-plans";
import { freshNumber, type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, statementsOf } from "../../../support/statements";

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

const period = { created_after: ["2020-01-01T00:00:00Z"], created_before: ["2100-01-01T00:00:00Z"] };

test("every filter of the list of reservations has an index", async () => {
  const { api } = await stocked();
  const filters = combinations({ status: reservationStatuses, phone_number: [freshNumber()], ...period });
  const queries = await pagesOf(api, "/v1/reservations", filters);
  expect(queries.length).toBeGreaterThanOrEqual(16);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("every filter of the list of findings has an index, and so has what is written of one", async () => {
  const { api, id } = await withTenant();
  const finding = (at: number) =>
    env.DB.prepare(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at, resolved_at, snoozed_until)
       values (?1, ?2, 'purchase_undeliverable', 'order', ?1, '{}', ?3, null, null)`,
    ).bind(`fnd_${id}${at}`, id, at);
  await env.DB.batch([finding(1), finding(2)]);
  const filters = combinations({
    status: findingStatuses,
    kind: ["purchase_undeliverable"],
    severity: ["critical"],
    subject_id: ["ord_0"],
    ...period,
  });
  const queries = [
    ...(await pagesOf(api, "/v1/findings", filters)),
    ...(await statementsOf(async () => {
      const path = `/v1/findings/fnd_${id}1`;
      const ctx = createJobContext(env, createExecutionContext());
      const fact = { tenantId: id, kind: "purchase_undeliverable", subjectId: "ord_0" } as const;
      const ofAll = combinations({
        status: ["open", "snoozed"],
        kind: ["purchase_undeliverable"],
        severity: ["critical"],
        subject_id: ["ord_0"],
        ...period,
      });
      const { body } = await admin.get("/v1/findings?limit=1&tenant_id=all");
      expect(body).toMatchObject({ has_more: true });
      const position = positionIn(body.next_cursor);
      for (const way of ofAll.map((filters) => `limit=1&tenant_id=all${filters}`)) {
        expect((await admin.get(`/v1/findings?${way}`)).status).toBe(200);
        const cursor = cursorAt("/v1/findings", way, position);
        expect((await admin.get(`/v1/findings?${way}&cursor=${cursor}`)).status).toBe(200);
      }
      for (const reader of [api, admin]) expect((await reader.get(path)).status).toBe(200);
      expect((await api.post(`${path}/assign`, { assignee: "Ada" })).status).toBe(200);
      expect((await api.post(`${path}/resolve`, {})).status).toBe(200);
      await ctx.db.batch(openFinding(ctx, { ...fact, subjectType: "order", evidence: {} }));
      await ctx.db.batch(closeFinding(ctx, fact));
    })),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(2 * 4 * 2 ** 3);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("the lists of orders, bulk jobs, tenants and API keys have indexes", async () => {
  const { api, id, key } = await stocked();
  for (const credential of [key, key, env.ADMIN_TOKEN, env.ADMIN_TOKEN]) await signIn(credential);
  const queries = [
    ...(await pagesOf(api, "/v1/orders", combinations({ status: orderStatuses, ...period }))),
    ...(await pagesOf(api, "/v1/bulk-jobs", combinations({ status: jobStatuses, ...period }))),
    ...(await pagesOf(api, "/v1/import-jobs", combinations({ status: jobStatuses, ...period }))),
    ...(await pagesOf(api, "/v1/regulatory-defaults", [""])),
    ...(await pagesOf(admin, "/v1/tenants", combinations({ status: ["active"], ...period }))),
    ...(await pagesOf(api, `/v1/tenants/${id}/api-keys`, combinations(period))),
    ...(await pagesOf(api, "/v1/sessions", combinations(period))),
    ...(await pagesOf(admin, "/v1/sessions", combinations(period))),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(11 + 6 * 12);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("webhook endpoints are listed, found, woken and followed by index, and events found again by id and by time", async () => {
  const tenant = await stocked();
  const path = "/v1/webhook-endpoints";
  const url = "https://hooks.example.com/sandbox/receiver/plans";
  const queries = [
    ...(await statementsOf(async () => {
      for (let i = 0; i < 2; i += 1) await tenant.api.post(path, { url }, { "idempotency-key": `hook-${i}` });
    })),
    ...(await pagesOf(tenant.api, path, [""])),
    ...(await statementsOf(async () => {
      const { body: endpoints } = await tenant.api.get(path);
      const [{ id }] = endpoints.data;
      const { body: log } = await tenant.api.get("/v1/events");
      await tenant.api.patch(`${path}/${id}`, { description: "x" });
      await tenant.api.post(`${path}/${id}/rotate-secret`, {});
      await tenant.api.post(`${path}/${id}/redeliver`, { event_ids: [log.data[0].id] });
      await tenant.api.post(`${path}/${id}/redeliver`, { from: "2020-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" });
      await endpointObject(id).wake();
      await tenant.api.delete(`${path}/${id}`);
    })),
  ];
  expect(queries.length).toBeGreaterThan(15);
  expect(queries.some(({ sql }) => sql.includes('from "events"') && sql.includes("read_seq"))).toBe(true);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("carrier accounts are listed, found and deleted by index", async () => {
  const { api } = await stocked();
  const path = "/v1/carrier-accounts";
  const auth_token = "0123456789abcdef0123456789abcdef";
  const queries = [
    ...(await statementsOf(async () => {
      for (const digit of "ab")
        await api.post(path, { name: "Ours", account_sid: `AC${digit.repeat(32)}`, auth_token });
    })),
    ...(await pagesOf(api, path, [""])),
    ...(await statementsOf(async () => {
      const [{ id }] = (await api.get(path)).body.data;
      await api.patch(`${path}/${id}`, { name: "Theirs" });
      await api.delete(`${path}/${id}`);
    })),
  ];
  expect(queries.some(({ sql }) => sql.includes('"phone_numbers"."carrier_account_id"'))).toBe(true);
  expect(await scanningQueries(queries)).toEqual([]);
});

/** Two calls and two messages of a number, the doors' own statements among what was sent. */
async function withTraffic(tenant: Tenant) {
  const number = await ownedBy(tenant);
  const doors = await statementsOf(async () => {
    for (let i = 0; i < 2; i += 1) {
      const call = freshCall();
      await sendWebhook(`${number.path}/voice`, { fields: call });
      await sendWebhook(`${number.path}/voice-result?leg=agent`, { fields: { ...call, DialCallStatus: "busy" } });
      await sendWebhook(`${number.path}/voice-status`, {
        fields: { ...call, CallStatus: "completed", CallDuration: "5" },
      });
      await sendWebhook(`${number.path}/sms`, { fields: freshMessage() });
      await sendWebhook(`${number.path}/sms-status`, { fields: freshMessage({ MessageStatus: "sent" }) });
      await sendWebhook(`${number.path}/sms`, { unsigned: true });
    }
    await eventually(async () => {
      const [calls, messages] = [
        await tenant.api.get("/v1/calls?status=completed"),
        await tenant.api.get("/v1/messages"),
      ];
      expect([calls.body.data.length, messages.body.data.length]).toEqual([2, 4]);
    });
  });
  return { number, doors };
}

test("whatever the doors look for and write has an index", async () => {
  const { doors } = await withTraffic(await withTenant());
  for (const table of ["calls", "messages", "usage_daily", "webhook_refusals", "events"]) {
    expect(doors.some(({ sql }) => sql.includes(`insert into "${table}"`))).toBe(true);
  }
  expect(await scanningQueries(doors)).toEqual([]);
});

test("every filter of the lists of calls and messages has an index, and usage is added up along one", async () => {
  const tenant = await withTenant();
  const { number } = await withTraffic(tenant);
  const filters = { phone_number_id: [number.id, number.e164], from: ["+14158675310"], ...period };
  const queries = [
    ...(await pagesOf(
      tenant.api,
      "/v1/calls",
      combinations({ ...filters, status: ["completed"], agent_id: ["agt_0"] }),
    )),
    ...(await pagesOf(
      tenant.api,
      "/v1/messages",
      combinations({ ...filters, status: ["received"], direction: ["inbound", "outbound"] }),
    )),
    ...(await statementsOf(async () => {
      for (const by of ["number", "agent", "day"]) {
        const { body } = await tenant.api.get(`/v1/usage?limit=1&group_by=${by}`);
        expect(body.data).toHaveLength(1);
        const position = encodeCursor({ sort: by, value: "", id: "" });
        const cursor = cursorAt("/v1/usage", `limit=1&group_by=${by}`, position);
        expect((await tenant.api.get(`/v1/usage?limit=1&group_by=${by}&cursor=${cursor}`)).status).toBe(200);
      }
      await tenant.api.get(`/v1/phone-numbers/${number.id}/usage`);
      await tenant.api.get("/v1/webhook-refusals?limit=1");
      const position = encodeCursor({ sort: "-day", value: "2100-01-01", id: "" });
      const cursor = cursorAt("/v1/webhook-refusals", "limit=1", position);
      expect((await tenant.api.get(`/v1/webhook-refusals?limit=1&cursor=${cursor}`)).body.data).toHaveLength(1);
    })),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(2 * 2 ** 6 + 2 * 2 ** 5 * 1.5);
  expect(await scanningQueries(queries)).toEqual([]);
});

test("the list of agents, a number's history and its plans have indexes", async () => {
  const { api } = await stocked();
  const ids: string[] = [];
  for (let i = 0; i < 2; i += 1) {
    const asked = { name: "Desk", destination: { kind: "say", message: "Hello." } };
    ids.push((await api.post("/v1/agents", asked)).body.id);
  }
  const { body: owned } = await api.get("/v1/phone-numbers");
  const path = `/v1/phone-numbers/${owned.data[0].id}`;
  for (const agent_id of ids) {
    await api.post(`${path}/assign`, { agent_id });
    await api.put(`${path}/routing`, { agents: [{ agent_id, weight: 1 }] });
  }
  const at = "&at=2026-11-22T10:00:00Z";
  const queries = [
    ...(await pagesOf(api, "/v1/agents", combinations({ kind: ["say"], ...period }), ["created_at", "-created_at"])),
    ...(await pagesOf(api, `${path}/history`, [""])),
    ...(await pagesOf(api, `${path}/assignments`, ["", at])),
    ...(await pagesOf(api, `${path}/routing/history`, ["", at])),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(10);
  expect(await scanningQueries(queries)).toEqual([]);
});
