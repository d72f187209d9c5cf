import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "#app";
import worker from "#index";
import type { Operation } from "#kernel/http/operation";
import { hasScope, type Scope, tenantScopes } from "#kernel/http/scope";
import { BASE, bodyExample, type Json, openApiDocument } from "../../support/api";
import { withTenant } from "../../support/seed";

const documented = ({ path, method }: Operation): Json => openApiDocument().paths[path][method];

const isAllowed = ({ access }: Operation, scope: Scope): boolean => {
  if (access === null) return true;
  const held = new Set([scope]);
  return "all" in access
    ? access.all.every((needed) => hasScope(held, needed))
    : access.any.some((needed) => hasScope(held, needed));
};

/** Sends the operation with the example of its body; what it answers may be a stream without an end. */
async function callWith(key: string, operation: Operation): Promise<{ status: number; code: unknown; scope: unknown }> {
  const { parameters = [] } = documented(operation);
  const example = bodyExample(documented(operation));
  const query = parameters
    .filter((parameter: Json) => parameter.in === "query" && parameter.required)
    .map((parameter: Json) => `${parameter.name}=${parameter.schema.example}`)
    .join("&");
  const execution = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(
    `${BASE}${operation.path.replaceAll(/\{[^}]+\}/g, "none")}?${query}`.replace(/\?$/, ""),
    {
      method: operation.method.toUpperCase(),
      headers: { authorization: `Bearer ${key}`, ...(example && { "content-type": "application/json" }) },
      ...(example && { body: JSON.stringify(example) }),
    },
  );
  const response = await worker.fetch(request, env, execution);
  const isProblem = response.headers.get("content-type") === "application/problem+json";
  const problem: Json = isProblem ? await response.json() : {};
  if (!isProblem) await response.body?.cancel();
  await waitOnExecutionContext(execution);
  return { status: response.status, code: problem.code, scope: problem.required_scope };
}

const guarded = app.operations.filter(({ access }) => access !== null);

test.each(tenantScopes)(
  "a key with %s alone is refused by exactly the operations whose contract needs another",
  async (scope) => {
    const { key } = await withTenant({}, { scopes: [scope] });
    expect(guarded.length).toBeGreaterThan(90);
    for (const operation of guarded) {
      const { status, code, scope: missing } = await callWith(key, operation);
      const where = `${operation.id} with ${scope}: ${status} ${code}`;
      expect.soft(code === "missing_scope", where).toBe(!isAllowed(operation, scope));
      if (code === "missing_scope") expect.soft(documented(operation)["x-required-scope"], where).toContain(missing);
    }
  },
);

test("the admin token is refused by exactly the operations that are for tenants alone", async () => {
  for (const operation of guarded) {
    const { status, code } = await callWith(env.ADMIN_TOKEN, operation);
    const where = `${operation.id} with admin: ${status} ${code}`;
    expect.soft(code === "missing_scope", where).toBe(!isAllowed(operation, "admin"));
  }
});

test("every scope opens an operation: none is of something that does not exist", () => {
  const named = app.operations.flatMap(({ access }) =>
    access === null ? [] : "all" in access ? access.all : access.any,
  );
  expect(tenantScopes.filter((scope) => !named.includes(scope))).toEqual([]);
});
