import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Json, openApiDocument, send } from "../../support/api";
import { withTenant } from "../../support/seed";

const paths: Record<string, Json> = openApiDocument().paths;
const methods = ["get", "post", "put", "patch", "delete"];
const isParameter = (segment: string): boolean => segment.startsWith("{");

/** Whether a request to the one path would fit the other as well. */
const overlap = (one: string, other: string): boolean => {
  const [a, b] = [one.split("/"), other.split("/")];
  return a.length === b.length && a.every((segment, at) => segment === b[at] || isParameter(b[at] ?? ""));
};

/** A path that also fits another's parameter has its own methods only: /v1/orders/quote is no order. */
const methodsOf = (path: string): string[] => methods.filter((method) => method in paths[path]);

const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };

test("every path answers 405 to every method that it lacks, with Allow, and names only operations that exist", async () => {
  const tried = Object.keys(paths).filter((path) => !/^\/(docs|openapi|llms)/.test(path));
  expect(tried.length).toBeGreaterThan(40);
  for (const path of tried) {
    const known = methodsOf(path);
    for (const method of methods.filter((one) => !known.includes(one))) {
      const where = `${method.toUpperCase()} ${path}`;
      const answer = await send(path.replaceAll(/\{[^}]+\}/g, "x"), { method: method.toUpperCase(), headers });
      expect.soft(answer, where).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
      const allowed = answer.headers.get("allow")?.toLowerCase().split(", ") ?? [];
      expect.soft(new Set(allowed), where).toEqual(new Set([...known, ...(known.includes("get") ? ["head"] : [])]));
      for (const [, named = "", to = ""] of answer.body.detail.matchAll(/([A-Z]+) (\/v1\/[\w{}/-]+)/g)) {
        expect.soft(paths[to]?.[named.toLowerCase()], `${where} names ${named} ${to}`).toBeDefined();
      }
    }
  }
});

test("a path beside a parameter is not read as that parameter, also with a slash at its end", async () => {
  const beside = Object.keys(paths).filter((path) =>
    Object.keys(paths).some((other) => other !== path && overlap(path, other)),
  );
  expect(beside).toEqual(expect.arrayContaining(["/v1/orders/quote", "/v1/sync/preview", "/v1/phone-numbers/export"]));
  for (const path of beside) {
    const missing = methods.find((method) => !methodsOf(path).includes(method))?.toUpperCase() ?? "";
    const answer = await send(`${path}/`, { method: missing, headers });
    expect.soft(answer, `${missing} ${path}/`).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect.soft(answer.body.detail, path).toContain(`not ${missing}.`);
  }
});

test.for([
  ["DELETE", "/v1/phone-numbers/num_1", "POST /v1/phone-numbers/{phone_number_id}/release"],
  ["POST", "/v1/phone-numbers", "POST /v1/orders"],
  ["POST", "/v1/calls", "Callers make calls"],
  ["POST", "/v1/messages", "sends none"],
  ["POST", "/v1/agents/agt_1", "Use PATCH"],
  ["PATCH", "/v1/phone-numbers/num_1/routing", "Use PUT"],
] as const)("%s %s says what to do instead", async ([method, path, words]) => {
  const answer = await send(path, { method, headers });
  expect(answer.status).toBe(405);
  expect(answer.body.detail).toContain(words);
});

test.for([
  ["/v1/phone_numbers", "/v1/phone-numbers"],
  ["/v1/phone-number/num_1", "/v1/phone-numbers/{phone_number_id}"],
  ["/v1/numbers", "/v1/phone-numbers"],
  ["/phone-numbers/num_1/release", "/v1/phone-numbers/{phone_number_id}/release"],
  ["/v1/phone-numbers/num_1/relase", "/v1/phone-numbers/{phone_number_id}/release"],
  ["/v1/webhooks-endpoints", "/v1/webhook-endpoints"],
  ["/health/redy", "/health/ready"],
])("%s is not found, and %s is suggested", async ([path = "", meant]) => {
  const answer = await send(path, { headers });
  expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(answer.body.detail).toContain(`Did you mean ${meant}?`);
});

test("a path that is like none gets no suggestion", async () => {
  const { body } = await send("/v1/colours", { headers });
  expect(body.detail).toBe("No resource has the path /v1/colours. See /docs/api.");
});

test("a slash at the end of a path changes nothing", async () => {
  const { api } = await withTenant();
  const made = await api.post("/v1/agents/", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  expect(made.status).toBe(201);
  expect((await api.get(`/v1/agents/${made.body.id}/`)).body).toEqual(made.body);
  expect((await api.get("/v1/agents/?limit=1")).body.data).toEqual([made.body]);
  expect((await api.delete("/v1/agents/")).headers.get("allow")).toBe("GET, HEAD, POST");
});

test("the root has links for programs and leads browsers to the documentation; the icon is found", async () => {
  const { status, body } = await send("/");
  expect({ status, body }).toMatchObject({ status: 200, body: { documentation: "/docs", openapi: "/openapi.json" } });
  const page = await send("/", { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
  expect([page.status, page.headers.get("location")]).toEqual([302, "/docs"]);
  const icon = await send("/favicon.ico");
  expect([icon.status, icon.headers.get("location")]).toEqual([301, "/docs-assets/icon.svg"]);
});
