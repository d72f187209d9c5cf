import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { periodsOf } from "#inventory/phone-numbers/ownership-periods";
import { type Answer, admin, type Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.restoreAllMocks();
  await sandbox.clearFaults();
});

async function owned(tenant: Tenant, configuration: Json = {}): Promise<Json> {
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }], configuration });
  return (await tenant.api.get(`/v1/phone-numbers/${order.body.items[0].phone_number_id}`)).body;
}

const transfer = (from: Tenant, number: Json, to: Tenant, more: Json = {}): Promise<Answer> =>
  admin.post(`/v1/tenants/${from.id}/phone-numbers/${number.id}/transfer`, { tenant_id: to.id, ...more });

async function history(tenant: Tenant, number: Json, limit = 200): Promise<Json[]> {
  const found: Json[] = [];
  for (let cursor = ""; ; ) {
    const page = await tenant.api.get(`/v1/phone-numbers/${number.id}/history?limit=${limit}${cursor}`);
    expect(page.status).toBe(200);
    found.push(...page.body.data);
    if (!page.body.has_more) return found;
    cursor = `&cursor=${page.body.next_cursor}`;
  }
}

const types = (events: Json[]): string[] =>
  apartFromReadiness(events).map(({ type }) => type.replace("phone_number.", ""));

test("a transfer keeps the number as it is, and Twilio gets the new owner's URLs", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from, { friendly_name: "Front desk", tags: ["vip"], metadata: { crm: "1" } });
  const answer = await transfer(from, number, to);
  expect(answer).toMatchObject({ status: 200, body: { ...number, updated_at: expect.any(String) } });
  expect((await to.api.get(`/v1/phone-numbers/${number.phone_number}`)).body).toEqual(answer.body);
  expect((await from.api.get(`/v1/phone-numbers/${number.id}`)).status).toBe(404);
  expect((await from.api.get("/v1/phone-numbers")).body.data).toEqual([]);
  const atCarrier = await sandbox.number(number.phone_number);
  const base = `https://pm.example.com/twilio/${to.id}/numbers/${number.id}`;
  expect(atCarrier).toMatchObject({
    voice_url: `${base}/voice`,
    status_callback: `${base}/voice-status`,
    sms_url: `${base}/sms`,
    friendly_name: expect.stringMatching(/^pm:itm_/),
  });
  await eventually(async () => {
    const taken = await to.api.post("/v1/reservations", { phone_number: number.phone_number });
    expect(taken.body.detail).toContain("yours already");
  });
});

test("each owner's log records the transfer, and the history follows the number, limited to its time with each owner", async () => {
  const [first, second] = [await withTenant(), await withTenant()];
  const number = await owned(first);
  await transfer(first, number, second);
  await second.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Theirs" });
  await transfer(second, number, first);
  await first.api.post(`/v1/phone-numbers/${number.id}/suspend`);

  const all = await history(first, number);
  const whole = apartFromReadiness(all);
  expect(types(whole)).toEqual([
    "suspended",
    "transferred_in",
    "transferred_out",
    "updated",
    "transferred_in",
    "transferred_out",
    "purchased",
  ]);
  expect(whole[1].data).toEqual({ phone_number: number.phone_number });
  expect(whole[2]).toMatchObject({ data: { phone_number: number.phone_number }, actor: "admin", hash: null });
  expect(whole[3]).toMatchObject({ actor: "former_owner", request_id: "former_owner" });
  expect(await history(first, number, 1)).toEqual(all);
  expect(await history(first, number, 3)).toEqual(all);
  expect((await second.api.get(`/v1/phone-numbers/${number.id}/history`)).status).toBe(404);

  // What the second owner's log says of another number, and of this one before it came, is not in it.
  const stranger = await first.api.get(`/v1/phone-numbers/${number.id}/history?cursor=bm9uZQ`);
  expect(stranger.body.code).toBe("invalid_cursor");
});

test("the former owner's agent and plan stay behind: the assignment ends, the new owner has no plan and sees none", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const desk = { name: "Desk", destination: { kind: "say", message: "Hi." } };
  const [{ body: agent }, { body: other }] = [
    await from.api.post("/v1/agents", desk),
    await to.api.post("/v1/agents", desk),
  ];
  const routing = { agents: [{ agent_id: agent.id, weight: 1 }] };
  const number = await owned(from, { agent_id: agent.id, routing });
  expect((await transfer(from, number, to)).body.agent_id).toBeNull();
  const path = `/v1/phone-numbers/${number.id}`;
  const { body: log } = await from.api.get("/v1/events?type=assignment.ended");
  expect(log.data).toMatchObject([{ data: { phone_number_id: number.id, agent_id: agent.id } }]);
  const assignments = async (): Promise<Json[]> => (await to.api.get(`${path}/assignments`)).body.data;
  expect(await assignments()).toEqual([]);
  expect((await to.api.get(`${path}/assignments?at=${new Date().toISOString()}`)).body.data).toEqual([]);
  expect((await to.api.get(`${path}/routing`)).status).toBe(404);
  expect((await to.api.get(`${path}/routing/history`)).body.data).toEqual([]);
  const { body: simulated } = await to.api.post("/v1/routing/simulate", { phone_number_id: number.id });
  expect(simulated).toMatchObject({ plan_version: null, decision: { outcome: "no_agent" } });
  expect((await from.api.delete(`/v1/agents/${agent.id}`)).status).toBe(204);
  expect((await to.api.post(`${path}/assign`, { agent_id: other.id })).body.agent_id).toBe(other.id);
  const planned = await to.api.put(`${path}/routing`, { agents: [{ agent_id: other.id, weight: 1 }] });
  expect(planned).toMatchObject({ status: 200, body: { version: 2 } });
  expect((await to.api.get(`${path}/routing/history`)).body.data).toEqual([planned.body]);
  expect((await assignments()).map(({ agent_id }) => agent_id)).toEqual([other.id]);
});

test("no read of the new owner names a thing of the former owner: no key, agent, tenant, order, item or request", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const agent = await from.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hi." } });
  const routing = { agents: [{ agent_id: agent.body.id, weight: 1 }] };
  const number = await owned(from, { agent_id: agent.body.id, routing });
  await from.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Mine" });
  await transfer(from, number, to);
  const { body: log } = await from.api.get("/v1/events?limit=200");
  const idIn = /\b[a-z]{3}_[0-9a-z]{26}\b/g;
  const theirs = new Set([from.id, ...(JSON.stringify(log).match(idIn) ?? [])]);
  theirs.delete(number.id);
  for (const id of theirs) if (id.startsWith("evt_")) theirs.delete(id);
  expect(theirs.size).toBeGreaterThan(5);
  const path = `/v1/phone-numbers/${number.id}`;
  const reads = ["", "/history?limit=200", "/assignments", "/routing", "/routing/history", "/readiness", "/usage"].map(
    (end) => path + end,
  );
  for (const read of [...reads, "/v1/events?limit=200", "/v1/findings", "/v1/calls", "/v1/messages", "/v1/orders"]) {
    const { body } = await to.api.get(read);
    const seen = (JSON.stringify(body).match(idIn) ?? []).filter((id) => theirs.has(id));
    // The transfer itself, which the platform made, is one request in both logs.
    const shared = log.data.find(({ type }: Json) => type === "phone_number.transferred_out").request_id;
    expect
      .soft(
        seen.filter((id) => id !== shared),
        read,
      )
      .toEqual([]);
  }
});

test("ownership periods follow each other without gap or overlap", () => {
  const step = fc.record({ to: fc.constantFrom("ten_a", "ten_b", "ten_c"), wait: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const seqs: Record<string, number> = { ten_a: 1, ten_b: 1, ten_c: 1 };
      const truth: string[] = [];
      const transfers: Parameters<typeof periodsOf>[0][number][] = [];
      let owner = "ten_a";
      const happen = () => {
        seqs[owner] = (seqs[owner] ?? 0) + 1;
        truth.push(`${owner}:${seqs[owner]}`);
      };
      for (const { to, wait } of steps) {
        for (let i = 0; i < wait; i += 1) happen();
        if (to === owner) continue;
        happen();
        const fromSeq = seqs[owner] ?? 0;
        const from = owner;
        owner = to;
        happen();
        transfers.push({
          phoneNumberId: "num_1",
          position: transfers.length,
          fromTenantId: from,
          fromSeq,
          toTenantId: to,
          toSeq: seqs[owner] ?? 0,
          transferredAt: 0,
        });
      }
      happen();
      const found = periodsOf(transfers, owner).flatMap(({ tenantId, firstSeq, lastSeq }) =>
        truth.filter((event) => {
          const [tenant, seq] = event.split(":");
          return tenant === tenantId && Number(seq) >= firstSeq && (lastSeq === null || Number(seq) <= lastSeq);
        }),
      );
      expect(found).toEqual(truth);
    }),
  );
});

test("repeated requests, in parallel and in sequence, make one transfer", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from);
  const answers = await Promise.all([1, 2, 3].map(() => transfer(from, number, to)));
  for (const { status, body } of answers) expect(status === 200 || body.code === "changed_meanwhile").toBe(true);
  const again = await transfer(from, number, to);
  expect(again.status).toBe(200);
  expect(types(await history(to, number))).toEqual(["transferred_in", "transferred_out", "purchased"]);
});

test("a locked number needs `force`, a released number is refused, an unknown one is not found", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from);
  await from.api.patch(`/v1/phone-numbers/${number.id}`, { deletion_lock: true });
  expect((await transfer(from, number, to)).body.code).toBe("deletion_locked");
  expect((await transfer(from, number, from, { force: true })).body.code).toBe("validation_failed");
  const nowhere = await admin.post(`/v1/tenants/${from.id}/phone-numbers/${number.id}/transfer`, {
    tenant_id: "ten_x",
  });
  expect(nowhere.body).toMatchObject({
    status: 422,
    errors: [{ pointer: "/tenant_id", detail: "There is no tenant with this id." }],
  });
  expect((await admin.post(`/v1/tenants/ten_x/phone-numbers/${number.id}/transfer`, { tenant_id: to.id })).status).toBe(
    404,
  );
  expect((await transfer(to, number, from)).status).toBe(404);
  expect((await transfer(from, number, to, { force: true })).body.deletion_lock).toBe(true);
  const gone = await owned(from);
  await from.api.post(`/v1/phone-numbers/${gone.id}/release`);
  expect((await transfer(from, gone, to)).body.code).toBe("illegal_transition");
  const { status, body } = await to.api.post(`/v1/tenants/${to.id}/phone-numbers/${number.id}/transfer`, {
    tenant_id: from.id,
  });
  expect({ status, scope: body.required_scope }).toEqual({ status: 403, scope: "admin" });
});

test("the new owner releases and restores the number although Twilio never got the new URLs", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from);
  await sandbox.fault({ kind: "server_error", operation: "update", times: -1 });
  expect((await transfer(from, number, to)).status).toBe(200);
  await sandbox.clearFaults();
  expect((await to.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  expect((await from.api.post("/v1/reservations", { phone_number: number.phone_number })).body.code).toBe(
    "number_cooling_off",
  );
  expect((await to.api.post(`/v1/phone-numbers/${number.id}/restore`)).body.status).toBe("active");
  const atCarrier = await sandbox.number(number.phone_number);
  expect(atCarrier.voice_url).toContain(`/twilio/${to.id}/numbers/${number.id}/voice`);
});

test("a transfer that dies before its batch changes nothing, and one that dies after it is complete", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const number = await owned(from);
  const batch = vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockRejectedValueOnce(new Error("D1_ERROR: away"));
  expect((await transfer(from, number, to)).status).toBe(503);
  batch.mockRestore();
  expect((await from.api.get(`/v1/phone-numbers/${number.id}`)).body).toEqual(number);
  await sandbox.fault({ kind: "timeout_before", operation: "update", delay_ms: 3_000 });
  expect((await transfer(from, number, to)).status).toBe(200);
  expect(types(await history(to, number))).toEqual(["transferred_in", "transferred_out", "purchased"]);
});
