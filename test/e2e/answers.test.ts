import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Call, callerOf, type Json } from "#dev/api";
import { readOpenApiDocuments } from "#dev/build-openapi";
import { eventually } from "../support/eventually";
import { cleanAway, newStateDir, type Platform, startPlatform } from "./platform.ts";

/** Answers of a running platform fit the OpenAPI document, with its patterns for ids, phone numbers, hashes and URLs. */

const { whole } = await readOpenApiDocuments();
const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addFormat("e164", /^\+[1-9]\d{1,14}$/);
ajv.addSchema({ ...whole, $id: "document" });

const state = newStateDir();
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform(state.path);
});
afterAll(() => {
  cleanAway(platform);
  state.remove();
});

const escaped = (part: string): string => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

/** The path of the document that a request's path fits. One without parameters goes first. */
function templateOf(path: string): string {
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path);
  const templates = Object.keys(whole.paths).filter(fits);
  return templates.find((template) => template === path) ?? templates[0] ?? expect.unreachable(`No path fits ${path}.`);
}

/** The errors of an answer to a request; it must be documented. */
function errorsOf(method: string, path: string, status: number, body: Json): string[] {
  const template = templateOf(path.split("?", 1)[0] ?? "");
  const operation = whole.paths[template]?.[method.toLowerCase()];
  const response = operation?.responses[status] ?? expect.unreachable(`${method} ${template} answers ${status}.`);
  const at = response.$ref ?? `#/paths/${escaped(template)}/${method.toLowerCase()}/responses/${status}`;
  const media = status < 400 ? "application/json" : "application/problem+json";
  const validate = ajv.getSchema(`document${at}/content/${escaped(media)}/schema`);
  if (!validate) return body === "" ? [] : [`${method} ${template} documents no body for ${status}.`];
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${method} ${path} ${instancePath} ${message}`);
}

const checked: string[] = [];

/** A caller whose every answer is checked. */
function checking(call: Call): Call {
  return async (method, path, body, headers) => {
    const answer: Answer = await call(method, path, body, headers);
    expect.soft(errorsOf(method, path, answer.status, answer.body)).toEqual([]);
    checked.push(`${method} ${templateOf(path.split("?", 1)[0] ?? "")} ${answer.status}`);
    return answer;
  };
}

test("answers about numbers, agents, calls, events, jobs and tenants fit the document", async () => {
  const { base_url, sandbox_url, api_key, admin_token, tenant_id } = platform.dev;
  const api = checking(callerOf(base_url, api_key));
  const admin = checking(callerOf(base_url, admin_token));
  const sandbox = callerOf(sandbox_url);
  const get = (...paths: string[]) => Promise.all(paths.map((path) => api("GET", path)));

  await get("/v1/me", "/v1/available-phone-numbers?country=US&area_code=415", "/v1/available-countries");
  await get("/v1/regulatory-requirements?country=DE&type=local");
  const [held, lapsed] = await Promise.all(
    ["+14155550160", "+14155550161"].map((phone_number) => api("POST", "/v1/reservations", { phone_number })),
  );
  await api("DELETE", `/v1/reservations/${lapsed?.body.id}`);
  const items = [{ phone_number: "+14155550160" }, { phone_number: "+14155550162" }];
  await api("POST", "/v1/orders/quote", { items });
  const { body: order } = await api("POST", "/v1/orders", { items });
  const [{ phone_number: to, phone_number_id: id }, second] = order.items;
  await get(`/v1/reservations/${held?.body.id}`, "/v1/reservations", "/v1/orders", `/v1/orders/${order.id}`);
  await api("POST", "/v1/orders", { items: [{ phone_number: to }] });

  const destination = { kind: "dial", phone_number: "+14155550100" };
  const { body: agent } = await api("POST", "/v1/agents", { name: "Desk", destination });
  await api("POST", `/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  await api("PUT", `/v1/phone-numbers/${id}/routing`, { fallback: { kind: "say", message: "Nobody is in." } });
  await api("PATCH", `/v1/phone-numbers/${id}`, { tags: ["a"], sms_forward_to: "+14155550101" });
  await api("POST", "/v1/routing/simulate", { phone_number: to, from: "+14155550199" });
  await get("/v1/agents", `/v1/agents/${agent.id}`, "/v1/phone-numbers", `/v1/phone-numbers/${id}`);
  for (const part of ["assignments", "history", "readiness", "routing", "usage"])
    await api("GET", `/v1/phone-numbers/${id}/${part}`);

  await sandbox("POST", "/sandbox/calls", { to, dials: [{ status: "no-answer" }] });
  await sandbox("POST", "/sandbox/messages", { to, body: "Hello" });
  await eventually(async () => expect((await api("GET", "/v1/messages")).body.data).not.toEqual([]));
  await eventually(async () => expect((await api("GET", "/v1/calls")).body.data[0]?.status).toBe("completed"));
  const { data: calls } = (await api("GET", "/v1/calls")).body;
  await get(`/v1/calls/${calls[0].id}`, "/v1/usage?group_by=number", "/v1/usage/costs?group_by=number");

  const phone_numbers = [to, "+14155550999"];
  await api("POST", "/v1/bulk-jobs/preview", { action: "tag", phone_numbers, tags: ["b"] });
  const { body: bulk } = await api("POST", "/v1/bulk-jobs", { action: "tag", phone_numbers, tags: ["b"] });
  const bulkJob = () => api("GET", `/v1/bulk-jobs/${bulk.id}`);
  await eventually(async () => expect((await bulkJob()).body.status).toBe("completed"));
  await api("GET", "/v1/bulk-jobs");

  const url = `${sandbox_url}/sandbox/receiver/answers`;
  const { body: endpoint } = await api("POST", "/v1/webhook-endpoints", { url, event_types: ["phone_number.*"] });
  const at = `/v1/webhook-endpoints/${endpoint.id}`;
  await api("POST", `${at}/test`);
  await api("POST", `/v1/phone-numbers/${second.phone_number_id}/suspend`);
  await eventually(async () => expect((await api("GET", `${at}/deliveries`)).body.data).not.toEqual([]));
  await api("POST", `${at}/rotate-secret`);
  await get("/v1/webhook-endpoints", at);
  await api("POST", `/v1/phone-numbers/${second.phone_number_id}/release`);
  await api("DELETE", at);
  await api("POST", "/v1/live/tickets");

  const { body: key } = await admin("POST", `/v1/tenants/${tenant_id}/api-keys`, {
    name: "Other",
    scopes: ["numbers:read"],
  });
  await get("/v1/events?limit=200", "/v1/events/verify", "/v1/events/archives", "/v1/findings");
  await admin("GET", `/v1/tenants/${tenant_id}/api-keys`);
  await admin("DELETE", `/v1/tenants/${tenant_id}/api-keys/${key.id}`);
  for (const path of [`/v1/phone-numbers/${agent.id}`, "/v1/orders?limit=0", "/v1/agents?nonsense=1"])
    expect((await api("GET", path)).status).toBeGreaterThanOrEqual(400);

  await sandbox("POST", "/sandbox/numbers", { phone_number: "+14155550177", friendly_name: "Head office" });
  await admin("POST", "/v1/jobs/sync/run");
  for (const path of [
    "/v1/jobs",
    "/v1/job-runs",
    "/v1/sync",
    "/v1/findings",
    "/health/report",
    "/v1/tenants",
    "/v1/events",
  ])
    await admin("GET", path);
  await admin("GET", `/v1/tenants/${tenant_id}`);

  expect(checked.filter((line) => line.endsWith(" 404") && !/phone-numbers/.test(line))).toEqual([]);
  expect(new Set(checked).size).toBeGreaterThan(55);
});

test("a text that is not as its pattern says is an error", async () => {
  const api = callerOf(platform.dev.base_url, platform.dev.api_key);
  const { body } = await api("GET", "/v1/phone-numbers");
  expect(errorsOf("GET", "/v1/phone-numbers", 200, body)).toEqual([]);
  const [number] = body.data;
  for (const wrong of [{ id: "agt_01k9m8x3zt5v7w9y2a4c6e8g0j" }, { phone_number: "14155550160" }, { country: "us" }]) {
    const changed = { ...body, data: [{ ...number, ...wrong }] };
    expect(errorsOf("GET", "/v1/phone-numbers", 200, changed)).toEqual([expect.stringContaining("must match pattern")]);
  }
});
