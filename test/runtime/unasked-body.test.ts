import { expect, test } from "vitest";
import { type Json, openApiDocument, send } from "../support/api";
import { withTenant } from "../support/seed";

/** The operations without a body in their contract, by method and path, with the query fields that they take. */
async function bodiless(): Promise<{ method: string; path: string; fields: string[] }[]> {
  const all = Object.entries<Json>(openApiDocument().paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return all
    .filter(({ method, operation }) => method !== "GET" && operation.requestBody === undefined)
    .map(({ method, path, operation }) => ({
      method,
      path: path.replaceAll(/\{[^}]+\}/g, "x"),
      fields: (operation.parameters ?? []).filter((one: Json) => one.in === "query").map(({ name }: Json) => name),
    }));
}

/** The key has no scope for any of them, so that what gets past the check of the body does nothing. */
async function sender() {
  const { key } = await withTenant({}, { scopes: ["porting:read"] });
  return (method: string, path: string, body: string, type = "application/json") =>
    send(path, { method, body, headers: { authorization: `Bearer ${key}`, "content-type": type } });
}

test("every operation without a body refuses one that says something, and names the query parameters it takes", async () => {
  const sent = await sender();
  const operations = await bodiless();
  expect(operations.length).toBeGreaterThan(15);
  for (const { method, path, fields } of operations) {
    const { status, body } = await sent(method, path, '{"nonsense": true}');
    const where = `${method} ${path}`;
    expect.soft(status, where).toBe(422);
    expect.soft(body.code, where).toBe("validation_failed");
    expect.soft(body.detail, where).toMatch(/^This operation takes no body\./);
    for (const field of fields) expect.soft(body.detail, where).toContain(field);
    expect.soft(body.errors, where).toEqual([{ in: "body", pointer: "/nonsense", detail: "This field is not known." }]);
  }
});

test("a body that says nothing is no body: empty, blank or {}", async () => {
  const sent = await sender();
  for (const { method, path } of await bodiless()) {
    for (const body of ["", " \n", "{}", "{ }"]) {
      expect.soft((await sent(method, path, body)).status, `${method} ${path} ${body}`).toBe(403);
    }
  }
});

test.each([
  ["/v1/sync", "dry_run", "This operation takes no body. It takes the query parameter dry_run."],
  ["/v1/phone-numbers/num_1/release", "force", "This operation takes no body. It takes the query parameter force."],
])("a field that %s takes in its query is led there", async (path, field, detail) => {
  const { status, body } = await (await sender())("POST", path, JSON.stringify({ [field]: true }));
  expect(status).toBe(422);
  expect(body).toMatchObject({
    detail,
    errors: [{ in: "body", pointer: `/${field}`, detail: `Send it in the query: ?${field}=…` }],
  });
});

test.each(["dry_run=true", "[]", "null", "true", "{"])("a body of another kind is refused whole: %s", async (text) => {
  const { status, body } = await (await sender())("POST", "/v1/sync", text, "application/x-www-form-urlencoded");
  expect(status).toBe(422);
  expect(body.errors).toEqual([{ in: "body", pointer: "", detail: "Must be empty." }]);
});

test("whoever has no key is told of that, and not of the body", async () => {
  const { status } = await send("/v1/sync", { method: "POST", body: '{"dry_run": true}' });
  expect(status).toBe(401);
});
