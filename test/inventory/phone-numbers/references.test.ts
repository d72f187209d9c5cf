import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { ownedBy } from "../../support/carrier";
import { freshNumber, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a number is found by its id, in E.164, without the plus sign, and with its digits grouped", async () => {
  const { api } = await withTenant();
  const e164 = freshNumber();
  const order = await api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const { phone_number_id: id } = order.body.items[0];
  const grouped = e164.replace(/^\+1(...)(...)(....)$/, "+1 ($1) $2-$3");
  for (const reference of [id, e164, e164.slice(1), encodeURIComponent(e164), encodeURIComponent(grouped)]) {
    expect.soft((await api.get(`/v1/phone-numbers/${reference}`)).body.id, reference).toBe(id);
  }
  expect((await api.post(`/v1/phone-numbers/${e164.slice(1)}/suspend`)).body.status).toBe("suspended");
  const withoutCode = await api.get(`/v1/phone-numbers/${e164.slice(2)}`);
  expect(withoutCode).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(withoutCode.body.detail).toContain(`of the United States and Canada, ${e164}.`);
});

const numberForAgent = "num_1 is the id of a phone number. Must be the id of an agent, which begins with agt_.";
const agentForNumber = "agt_1 is the id of an agent. Must be the id of a phone number, which begins with num_.";

test.for([
  ["/v1/orders", { items: [{ phone_number: "+14155550123" }], configuration: { agent_id: "num_1" } }, numberForAgent],
  ["/v1/bulk-jobs", { action: "assign", phone_numbers: ["num_1"], agent_id: "num_1" }, numberForAgent],
  ["/v1/bulk-jobs", { action: "lock", phone_numbers: ["agt_1"] }, agentForNumber],
  ["/v1/phone-numbers/num_1/assign", { agent_id: "num_1" }, numberForAgent],
] as const)("an id of another kind in a body of %s is named: %j", async ([path, body, detail]) => {
  const { api } = await withTenant();
  const answer = await api.post(path, body);
  expect(answer).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  expect(answer.body.errors.map((error: { detail: string }) => error.detail)).toEqual([detail]);
});

test("a filter by number names an id of another kind", async () => {
  const { api } = await withTenant();
  expect((await api.get("/v1/calls?phone_number_id=agt_1")).body.errors[0].detail).toBe(agentForNumber);
});

test.for([
  [
    "/v1/phone-numbers/agt_1",
    "agt_1 is of the kind agent_id. This path takes phone_number_id, which must begin with num_",
  ],
  ["/v1/agents/num_1", "num_1 is of the kind phone_number_id. This path takes agent_id, which must begin with agt_."],
  ["/v1/orders/rsv_1", "rsv_1 is of the kind reservation_id. This path takes order_id, which must begin with ord_."],
] as const)("%s says that the id is of another kind", async ([path, detail]) => {
  const { api } = await withTenant();
  const answer = await api.get(path);
  expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(answer.body.detail).toContain(detail);
});

test("a read that the database does not answer is storage_unavailable, whatever the error says", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  expect((await tenant.api.get(path)).status).toBe(200);
  vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw").mockImplementation(async () => {
    throw new Error("Network connection lost.");
  });
  expect(await tenant.api.get(path)).toMatchObject({ status: 503, body: { code: "storage_unavailable" } });
});
