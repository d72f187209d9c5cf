import { expect, test } from "vitest";
import { send } from "../support/api";
import { freshNumber, withTenant } from "../support/seed";

/** As contact lists and spreadsheets copy a number: inside controls of direction, with a blank that does not break. */
const copied = (text: string): string => `\u202a${text}\u202c\u00a0\ufeff`;
const inUrl = (text: string): string => encodeURIComponent(copied(text));

test("a number copied with invisible characters is the same number in bodies, paths, queries, bulk jobs and rules", async () => {
  const { api, key } = await withTenant();
  const e164 = freshNumber();
  expect((await api.post("/v1/reservations", { phone_number: copied(e164) })).body.phone_number).toBe(e164);
  const order = await api.post("/v1/orders", { items: [{ phone_number: copied(e164) }] });
  expect(order.body.items).toMatchObject([{ phone_number: e164, status: "completed" }]);
  const { phone_number_id: id } = order.body.items[0];
  const grouped = e164.replace(/^\+1(...)(...)(....)$/, "+1\u00a0(\u2066$1\u2069) $2\u2011$3");
  for (const reference of [e164, id, grouped]) {
    expect.soft((await api.get(`/v1/phone-numbers/${inUrl(reference)}`)).body.id, reference).toBe(id);
  }
  for (const query of [`phone_number_prefix=${inUrl(e164)}`, `digits=${inUrl(e164.slice(1))}`]) {
    expect.soft((await api.get(`/v1/phone-numbers?${query}`)).body.data, query).toMatchObject([{ id }]);
  }
  for (const query of [inUrl(e164), `%E2%80%AA+${e164.slice(1)}%E2%80%AC`]) {
    expect.soft((await api.get(`/v1/reservations?phone_number=${query}`)).body.data, query).toHaveLength(1);
    expect.soft((await api.get(`/v1/calls?phone_number_id=${query}&from=${query}`)).status, query).toBe(200);
  }
  const bulk = { action: "tag", phone_numbers: [copied(e164)], tags: ["a"] };
  expect((await api.post("/v1/bulk-jobs/preview", bulk)).body.items).toMatchObject([
    { phone_number: e164, would_succeed: true },
  ]);
  const file = await send("/v1/bulk-jobs/preview", {
    method: "POST",
    body: `phone_number,tags\n${copied(e164)},${copied("vip")}\n`,
    headers: { authorization: `Bearer ${key}`, "content-type": "text/csv; charset=utf-8" },
  });
  expect(file.body.items).toMatchObject([{ phone_number: e164, would_succeed: true }]);
  const plan = { blocked_callers: [copied("+14155550100"), copied("+1900*")] };
  const stored = await api.put(`/v1/phone-numbers/${id}/routing`, plan);
  expect(stored.body.plan.blocked_callers).toEqual(["+14155550100", "+1900*"]);
  for (const from of ["+14155550100", copied("+14155550100"), "+19005550100"]) {
    const call = { phone_number_id: copied(e164), from };
    expect
      .soft((await api.post("/v1/routing/simulate", call)).body.decision, from)
      .toMatchObject({ outcome: "rejected" });
  }
});

test("a number with an invisible character inside is refused, and the error names the character", async () => {
  const { api } = await withTenant();
  const odd = "+1415\u200b5550100";
  const end = "write +14155550100. It contains the invisible character U+200B at position 6.";
  const problems = [
    await api.post("/v1/reservations", { phone_number: odd }),
    await api.get(`/v1/reservations?phone_number=${encodeURIComponent(odd)}`),
    await api.get(`/v1/calls?phone_number_id=${encodeURIComponent(odd)}`),
    await api.get(`/v1/calls?from=${encodeURIComponent(odd)}`),
    await api.post("/v1/bulk-jobs", { action: "lock", phone_numbers: [odd] }),
    await api.post("/v1/routing/simulate", { phone_number_id: "num_1", plan: { blocked_callers: [odd] } }),
  ];
  for (const { status, body } of problems) {
    expect.soft(status).toBe(422);
    expect.soft(JSON.stringify(body.errors)).toContain(end);
  }
});

test("ids and tags are taken without what surrounds them", async () => {
  const { api } = await withTenant();
  const agent = await api.post("/v1/agents", {
    name: "A",
    destination: { kind: "say", message: "Hello." },
  });
  expect((await api.get(`/v1/agents/${inUrl(agent.body.id)}`)).body.id).toBe(agent.body.id);
  const e164 = freshNumber();
  const configuration = { agent_id: copied(agent.body.id), tags: [copied("vip")] };
  const order = await api.post("/v1/orders", { items: [{ phone_number: e164 }], configuration });
  expect(order.status).toBe(201);
  for (const query of [`tag=${inUrl("vip")}`, "tag=vip", `agent_id=${inUrl(agent.body.id)}`]) {
    const { body } = await api.get(`/v1/phone-numbers?${query}`);
    expect.soft(body.data, query).toMatchObject([{ phone_number: e164, tags: ["vip"] }]);
  }
  const { phone_number_id: id } = order.body.items[0];
  expect((await api.get(`/v1/events?subject_id=${inUrl(id)}`)).body.data.length).toBeGreaterThan(0);
});
