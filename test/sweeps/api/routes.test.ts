import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { bodyExample, type Json, openApiDocument, send } from "../../support/api";
import { eventually } from "../../support/eventually";
import { connectAccount, contextOf } from "../../support/inventory";
import { freshNumber, withTenant } from "../../support/seed";

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly example: Json;
  /** The query fields that must be there, with their examples. */
  readonly query: string;
}

async function operations(): Promise<Operation[]> {
  return Object.entries<Json>(openApiDocument().paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      example: bodyExample(operation),
      query: (operation.parameters ?? [])
        .filter((parameter: Json) => parameter.in === "query" && parameter.required)
        .map((parameter: Json, at: number) => `${at === 0 ? "?" : "&"}${parameter.name}=${parameter.schema.example}`)
        .join(""),
    })),
  );
}

const v1 = async () => (await operations()).filter(({ path }) => path.startsWith("/v1/"));

const call = ({ method, example, query }: Operation, path: string, headers: Record<string, string> = {}) =>
  send(path + query, {
    method,
    headers: { ...headers, ...(example !== undefined && { "content-type": "application/json" }) },
    ...(example !== undefined && { body: JSON.stringify(example) }),
  });

const fill = (path: string, id: string) => path.replaceAll(/\{[^}]+\}/g, id);

test("every /v1 route answers 401 without a key and with one that is none", async () => {
  const all = await v1();
  expect(all.length).toBeGreaterThan(20);
  for (const operation of all) {
    for (const headers of [{}, { authorization: "Bearer pm_test_nonsense" }, { authorization: "Basic YTpi" }]) {
      const { status, body, headers: answered } = await call(operation, fill(operation.path, "x"), headers);
      expect.soft(status, `${operation.method} ${operation.path}`).toBe(401);
      expect.soft(body.code).toMatch(/^(unauthenticated|invalid_api_key)$/);
      expect.soft(answered.get("www-authenticate")).toMatch(/^Bearer/);
    }
  }
});

/** Every key may sign in and out. */
const ofSessions = ["/v1/session", "/v1/sessions"];

test("a key without the scope gets 403, which names the scope, from every route but the one that says who one is and those of sessions", async () => {
  const { key, keyId } = await withTenant();
  await env.DB.prepare("update api_keys set scopes = '[]' where id = ?").bind(keyId).run();
  for (const operation of await v1()) {
    const path = fill(operation.path, "x");
    const { status, body } = await call(operation, path, { authorization: `Bearer ${key}` });
    if (ofSessions.includes(operation.path)) {
      expect.soft(status, `${operation.method} ${operation.path}`).not.toBe(403);
      continue;
    }
    expect.soft(status, `${operation.method} ${operation.path}`).toBe(operation.path === "/v1/me" ? 200 : 403);
    if (status === 403) expect.soft(body).toMatchObject({ code: "missing_scope", required_scope: expect.any(String) });
  }
});

/** For everybody else it is the scope that is missing. */
const ofThePlatform = [
  "/v1/tenants/{tenant_id}",
  "/v1/tenants/{tenant_id}/suspend",
  "/v1/tenants/{tenant_id}/resume",
  "/v1/tenants/{tenant_id}/close",
  "/v1/tenants/{tenant_id}/reopen",
  "/v1/tenants/{tenant_id}/move",
  "/v1/tenants/{tenant_id}/move/cancel",
  "/v1/tenants/{tenant_id}/phone-numbers/{phone_number_id}/transfer",
  "/v1/jobs/{job_name}/run",
  "/v1/job-runs/{job_run_id}",
  "/v1/findings/{finding_id}/adopt",
  "/v1/findings/{finding_id}/release",
  "/v1/regulatory-claims/{sid}",
];

/** The caller's own for everybody, named by what it is for and not by an id. */
const ofTheCaller = ["/v1/regulatory-defaults/{country}/{type}"];

/** All that a letter of authorization names. */
const portable = {
  losing_carrier: { name: "Old Line" },
  customer: { type: "business", name: "Acme" },
  authorized_person: { name: "Ada Lovelace", email: "ada@example.com" },
  service_address: { street: "1 Main St", city: "Chicago", state: "IL", postal_code: "60601", country: "US" },
};

test("every route with an id answers 404 to the neighbour, and changes nothing", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const [bought, held] = [freshNumber(), freshNumber()];
  const order = await mine.api.post("/v1/orders", { items: [{ phone_number: bought }] });
  const hold = await mine.api.post("/v1/reservations", { phone_number: held });
  const bulk = await mine.api.post("/v1/bulk-jobs", { action: "lock", phone_numbers: [held] });
  const hook = await mine.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/mine" });
  const trunk = await mine.api.post("/v1/sip-trunks", { name: "PBX", provider: "generic" });
  const agent = await mine.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  const port = await mine.api.post("/v1/porting-requests", { ...portable, phone_numbers: [held, "+18005550199"] });
  const letter = await mine.api.post(`/v1/porting-requests/${port.body.id}/letter-of-authorization`);
  const link = await mine.api.post(`/v1/porting-requests/${port.body.id}/share-links`, {});
  const porting = await mine.api.get(`/v1/porting-requests/${port.body.id}/numbers`);
  const account = await connectAccount(contextOf(mine.id), { accountSid: `AC${"7".repeat(32)}`, authToken: "token" });
  const importing = await mine.api.post(`/v1/carrier-accounts/${account}/import`, { phone_numbers: [bought] });
  const check = await mine.api.post("/v1/portability-checks", { phone_numbers: [held] });
  const job = `/v1/import-jobs/${importing.body.id}`;
  await eventually(async () => expect((await mine.api.get(job)).body.status).toBe("completed"));
  const ids: Record<string, string> = {
    carrier_account_id: account,
    import_job_id: importing.body.id,
    agent_id: agent.body.id,
    portability_check_id: check.body.id,
    tenant_id: mine.id,
    key_id: mine.keyId,
    reservation_id: hold.body.id,
    order_id: order.body.id,
    bulk_job_id: bulk.body.id,
    webhook_endpoint_id: hook.body.id,
    sip_trunk_id: trunk.body.id,
    porting_request_id: port.body.id,
    porting_number_id: porting.body.data[0].id,
    porting_document_id: letter.body.id,
    porting_share_link_id: link.body.id,
    finding_id: `fnd_${mine.id}`,
    job_name: "cleanup",
    job_run_id: "job_0",
    call_id: `cal_${mine.id}`,
    message_id: `msg_${mine.id}`,
    sync_id: "syn_0",
    sid: "BU0",
    phone_number_id: order.body.items[0].phone_number_id,
    date: "2026-11-22",
  };
  await env.DB.prepare(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     values ('fnd_${mine.id}', ?, 'purchase_undeliverable', 'order', 'ord_1', '{}', 0)`,
  )
    .bind(mine.id)
    .run();
  await env.DB.prepare("insert into event_archives values (?, '2026-11-22', 1, 1, '', '', '', 0, 1)")
    .bind(mine.id)
    .run();
  for (const statement of [
    `insert into calls values ('cal_${mine.id}', ?, 'num_1', 'CA1', null, 'sip', '${bought}', 'ringing', 0, null, null, null, null,
      '{"at":0,"outcome":"no_agent","trace":[]}', '{}', '{}', 1, 0, 0, 'sip:a@example.com', null, 'sip:a@example.com')`,
    `insert into messages values ('msg_${mine.id}', ?, 'num_1', 'SM1', 'inbound', null, '${bought}', '', '[]', 1, null, null,
      'received', null, '{}', 1, 0, 0, null, 'short_code', '72345', null, '72345')`,
  ]) {
    await env.DB.prepare(statement).bind(mine.id).run();
  }
  const before = await mine.api.get("/v1/events");
  const withIds = (await v1()).filter(({ path }) => path.includes("{") && !ofTheCaller.includes(path));
  expect(withIds.length).toBeGreaterThan(10);
  for (const operation of withIds) {
    const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? "");
    expect(path).not.toContain("//");
    const { status, body } = await call(operation, path, { authorization: `Bearer ${neighbour.key}` });
    const expected = ofThePlatform.includes(operation.path) ? 403 : 404;
    expect.soft(status, `${operation.method} ${operation.path}`).toBe(expected);
    expect.soft(JSON.stringify(body)).not.toContain(bought);
  }
  const byNumber = await neighbour.api.get(`/v1/phone-numbers/${encodeURIComponent(bought)}`);
  expect(byNumber.status).toBe(404);
  expect((await mine.api.get("/v1/events")).body).toEqual(before.body);
});

test("every answer carries a request id, and pages never leak into frames or other origins", async () => {
  for (const path of ["/health/live", "/v1/me", "/nowhere"]) {
    const { headers } = await send(path);
    expect.soft(headers.get("x-request-id"), path).toMatch(/^req_/);
    expect.soft(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect.soft(headers.get("content-security-policy"), path).toContain("default-src 'none'");
    expect.soft(headers.get("strict-transport-security"), path).toContain("max-age=");
  }
});

test("an unknown path is 404 and a wrong method 405 with what is allowed, both as problems", async () => {
  const { key } = await withTenant();
  const headers = { authorization: `Bearer ${key}` };
  const unknown = await send("/v1/phone-number", { headers });
  expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
  const wrong = await send("/v1/phone-numbers/num_1", { method: "PUT", headers });
  expect(wrong).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
  expect(wrong.headers.get("allow")).toBe("GET, HEAD, PATCH");
  const literal = await send("/v1/phone-numbers/export", { method: "PUT", headers });
  expect([literal.status, literal.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect(wrong.headers.get("content-type")).toBe("application/problem+json");
});
