import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Json, openApiDocument, send } from "../support/api";
import { withTenant } from "../support/seed";

/** The operations without a body in their contract, by method and path, with their query fields. */
async function operationsWithoutBody(): Promise<{ method: string; path: string; fields: string[] }[]> {
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

/** Sends with a key that has no scope for these operations, so that a request that passes the body check has no effect. */
async function scopelessSender() {
  const { key, keyId } = await withTenant();
  await env.DB.prepare("update api_keys set scopes = '[]' where id = ?").bind(keyId).run();
  return (method: string, path: string, body: string, type = "application/json") =>
    send(path, { method, body, headers: { authorization: `Bearer ${key}`, "content-type": type } });
}

test("every operation without a body refuses one with fields, and names its query parameters", async () => {
  const sent = await scopelessSender();
  const operations = await operationsWithoutBody();
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

/** Every key may end its sessions. */
const ends: Record<string, number> = { "DELETE /v1/sessions": 204, "DELETE /v1/session": 404 };

test("an empty body, a blank one and {} count as no body", async () => {
  const sent = await scopelessSender();
  for (const { method, path } of await operationsWithoutBody()) {
    for (const body of ["", " \n", "{}", "{ }"]) {
      expect
        .soft((await sent(method, path, body)).status, `${method} ${path} ${body}`)
        .toBe(ends[`${method} ${path}`] ?? 403);
    }
  }
});

test.each([
  ["/v1/phone-numbers/num_1/release", "force", "This operation takes no body. It takes the query parameter force."],
])("%s names the query parameter for a field that was sent in the body", async (path, field, detail) => {
  const { status, body } = await (await scopelessSender())("POST", path, JSON.stringify({ [field]: true }));
  expect(status).toBe(422);
  expect(body).toMatchObject({
    detail,
    errors: [{ in: "body", pointer: `/${field}`, detail: `Send it in the query: ?${field}=…` }],
  });
});

test.each(["dry_run=true", "[]", "null", "true", "{"])(
  "a body that is not a JSON object is refused as a whole: %s",
  async (text) => {
    const { status, body } = await (await scopelessSender())(
      "POST",
      "/v1/sync",
      text,
      "application/x-www-form-urlencoded",
    );
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ in: "body", pointer: "", detail: "Must be empty." }]);
  },
);

test("a request without a key gets 401, not a problem about its body", async () => {
  const { status } = await send("/v1/sync", { method: "POST", body: '{"dry_run": true}' });
  expect(status).toBe(401);
});
