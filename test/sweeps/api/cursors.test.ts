import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "#app";
import { isList } from "#kernel/http/operation";
import { admin, type Json } from "../../support/api";
import { connectAccount, contextOf } from "../../support/inventory";
import { freshNumber, withTenant } from "../../support/seed";

const agent = (name: string) => ({ name, destination: { kind: "say", message: "Hello." } });

/** Filters that each list may have, with a value that changes no other condition. */
const otherFilters: Readonly<Record<string, string>> = {
  created_after: "2020-01-01T00:00:00Z",
  status: "active",
  sort: "created_at",
  after_seq: "0",
  group_by: "type",
};

test("a cursor is for its list and its filters alone", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const items = [freshNumber(), freshNumber(), freshNumber()].map((phone_number) => ({ phone_number }));
  const order = await api.post("/v1/orders", { items });
  for (const item of items)
    await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }, item].slice(0, 1) });
  const agents = [await api.post("/v1/agents", agent("A")), await api.post("/v1/agents", agent("B"))];
  const number = `/v1/phone-numbers/${order.body.items[0].phone_number_id}`;
  const neighbour = `/v1/phone-numbers/${order.body.items[1].phone_number_id}`;
  for (const path of [number, neighbour]) {
    for (const { body } of agents) await api.post(`${path}/assign`, { agent_id: body.id });
    for (const message of ["1", "2"]) await api.put(`${path}/routing`, { fallback: { kind: "say", message } });
  }
  const account = await connectAccount(contextOf(tenant.id), { accountSid: `AC${"6".repeat(32)}`, authToken: "token" });
  for (const at of ["a", "b"]) {
    await api.post("/v1/webhook-endpoints", { url: `https://hooks.example.com/sandbox/receiver/${at}` });
    await api.post("/v1/sip-trunks", { name: at, provider: "generic" });
    await api.post(`/v1/carrier-accounts/${account}/import`, { phone_numbers: ["+14155550123", "+14155550124"] });
    await api.post("/v1/carrier-accounts", {
      name: at,
      account_sid: `AC${at.repeat(32)}`,
      auth_token: "0123456789abcdef0123456789abcdef",
    });
    await api.post("/v1/reservations", { phone_number: freshNumber() });
    await api.post("/v1/bulk-jobs", { action: "lock", phone_numbers: [items[0]?.phone_number] });
    await env.DB.prepare(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
       values ('fnd_${at}${tenant.id}', ?, 'purchase_undeliverable', 'order', 'ord_${at}', '{}', 0)`,
    )
      .bind(tenant.id)
      .run();
  }
  const { body: imports } = await api.get("/v1/import-jobs");
  const lists = [
    "/v1/import-jobs",
    `/v1/import-jobs/${imports.data[0].id}/items`,
    `/v1/import-jobs/${imports.data[1].id}/items`,
    "/v1/phone-numbers",
    "/v1/phone-numbers?sort=created_at",
    "/v1/phone-numbers?status=active",
    "/v1/phone-numbers?sort=friendly_name",
    "/v1/agents",
    "/v1/agents?sort=created_at",
    "/v1/orders",
    "/v1/reservations",
    "/v1/bulk-jobs",
    "/v1/webhook-endpoints",
    "/v1/sip-trunks",
    "/v1/carrier-accounts",
    "/v1/findings",
    "/v1/events",
    "/v1/events?sort=seq",
    "/v1/events?type=bulk_job.created",
    `${number}/history`,
    `${neighbour}/history`,
    `${number}/assignments`,
    `${neighbour}/assignments`,
    `${number}/routing/history`,
    `${neighbour}/routing/history`,
  ];
  const paged = (list: string, cursor?: string) =>
    api.get(`${list}${list.includes("?") ? "&" : "?"}limit=1${cursor === undefined ? "" : `&cursor=${cursor}`}`);
  const cursors = new Map<string, string>();
  for (const list of lists) {
    const { status, body } = await paged(list);
    expect.soft([list, status, typeof body.next_cursor]).toEqual([list, 200, "string"]);
    expect.soft(body.next_cursor?.length, list).toBeLessThan(140);
    cursors.set(list, body.next_cursor);
    const next = await paged(list, body.next_cursor);
    expect.soft([list, next.status, next.body.data?.length]).toEqual([list, 200, 1]);
    expect.soft(next.body.data, list).not.toEqual(body.data);
  }
  for (const [from, cursor] of cursors) {
    for (const to of lists) {
      if (from === to) continue;
      const { status, body } = await paged(to, cursor);
      expect.soft([from, to, status, body.code]).toEqual([from, to, 422, "invalid_cursor"]);
      const same = from.split("?")[0] === to.split("?")[0];
      expect.soft(body.detail, `${from} → ${to}`).toMatch(same ? /other filters or another sort/ : /another list/);
    }
  }
  const own = cursors.get("/v1/phone-numbers") ?? "";
  expect((await api.get(`/v1/phone-numbers?limit=2&sort=-created_at&cursor=${own}`)).status).toBe(422);
});

test("every list operation refuses a cursor that another list, or the same one with other filters, has issued", async () => {
  const { api } = await withTenant();
  await api.post("/v1/agents", agent("A"));
  await api.post("/v1/agents", agent("B"));
  const foreign = (await api.get("/v1/agents?limit=1")).body.next_cursor;
  const lists = app.operations.filter((contract) => contract.access !== null && isList(contract));
  expect(lists.length).toBeGreaterThan(20);
  for (const contract of lists) {
    const callers = contract.id === "listAgents" ? [] : [api, admin];
    const path = contract.path.replaceAll(/\{[^}]+\}/g, "x");
    const fields = contract.query?.().shape ?? {};
    const codes = await Promise.all(
      callers.map(async (caller) => {
        const required = requiredQuery(fields);
        const { body }: { body: Json } = await caller.get(`${path}?${required}cursor=${foreign}`);
        return body.code;
      }),
    );
    if (callers.length > 0) expect.soft(codes, contract.id).toContain("invalid_cursor");
    for (const [name, value] of Object.entries(otherFilters)) {
      if (contract.id !== "listAgents" || !(name in fields)) continue;
      expect
        .soft((await api.get(`${path}?cursor=${foreign}&${name}=${value}`)).body.code, `${contract.id} ${name}`)
        .toBe("invalid_cursor");
    }
  }
});

/** The query fields without which a list answers `validation_failed`. */
const requiredQuery = (fields: Readonly<Record<string, unknown>>): string =>
  "from" in fields && "group_by" in fields ? "from=2026-11-01&to=2026-11-02&group_by=day&" : "";
