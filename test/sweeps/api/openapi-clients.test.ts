import { expect, test } from "vitest";
import { type Json, openApiDocument } from "../../support/api";

/** Generators of clients read the document in many ways. Each test here keeps out a construct that breaks one of them. */

const document: Json = openApiDocument();

const operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
  Object.entries<Json>(item).map(([method, operation]) => ({ where: `${method} ${path}`, operation })),
);

test("an operation has one success schema, whatever its success status", () => {
  for (const { where, operation } of operations) {
    const success = Object.entries<Json>(operation.responses).filter(([status]) => status.startsWith("2"));
    const schemas = success.map(([, { content }]) => JSON.stringify(content?.["application/json"]?.schema ?? null));
    expect.soft(new Set(schemas).size, `${where} answers ${schemas.join(" or ")}`).toBeLessThan(2);
  }
  expect(operations.length).toBeGreaterThan(80);
});

test("no operation has a query field that turns it into a preview of itself", () => {
  for (const { where, operation } of operations) {
    const names = (operation.parameters ?? []).map(({ name }: Json) => name);
    for (const name of ["dry_run", "preview", "validate_only"]) expect.soft(names, where).not.toContain(name);
  }
});

test("no operation shares its tag with a webhook, and a webhook has a name and needs no key", () => {
  const tags = new Set(operations.flatMap(({ operation }) => operation.tags));
  const ids = new Set(operations.map(({ operation }) => operation.operationId));
  const webhooks = Object.entries<Json>(document.webhooks);
  for (const [type, { post: webhook }] of webhooks) {
    expect.soft(webhook, type).toMatchObject({ summary: type, security: [], tags: [expect.any(String)] });
    expect.soft(webhook.operationId, type).toMatch(/^receive[A-Z][A-Za-z]+$/);
    expect.soft(ids.has(webhook.operationId), `${webhook.operationId} is taken`).toBe(false);
    ids.add(webhook.operationId);
    for (const tag of webhook.tags) expect.soft(tags.has(tag), `${tag} is a tag of operations`).toBe(false);
  }
  const declared = document.tags.map(({ name }: Json) => name);
  const used = [...tags, ...webhooks.flatMap(([, { post }]) => post.tags)];
  expect(declared.sort()).toEqual([...new Set(used)].sort());
});

interface Found {
  readonly at: string;
  readonly schema: Json;
}

/** Everything of the document that can be a schema, with its place. Examples are data. */
function schemasIn(value: Json, at = ""): Found[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => schemasIn(item, `${at}/${index}`));
  if (typeof value !== "object" || value === null) return [];
  const data = ["example", "examples", "x-codeSamples", "x-problems", "x-enumDescriptions"];
  const inner = Object.entries<Json>(value).flatMap(([key, item]) => {
    if (data.includes(key)) return [];
    if (key !== "properties") return schemasIn(item, `${at}/${key}`);
    return Object.entries<Json>(item).flatMap(([name, schema]) => schemasIn(schema, `${at}/${name}`));
  });
  return [{ at, schema: value }, ...inner];
}

const schemas = schemasIn(document);
const isNull = (schema: Json): boolean => schema.type === "null";

test("a schema that may be null is a list of plain types, or a reference and null", () => {
  for (const { at, schema } of schemas) {
    if (Array.isArray(schema.type)) {
      expect.soft(["string", "integer", "number", "boolean"], at).toEqual(expect.arrayContaining(notNull(schema.type)));
    }
    const variants: Json[] = schema.anyOf ?? [];
    if (variants.length > 0) {
      expect.soft(variants.filter(isNull), at).toHaveLength(1);
      expect
        .soft(
          variants.filter(({ $ref }) => $ref !== undefined),
          at,
        )
        .toHaveLength(1);
      expect.soft(variants, at).toHaveLength(2);
    }
  }
  expect(schemas.filter(({ schema }) => schema.anyOf).length).toBeGreaterThan(20);
});

function notNull(types: readonly string[]): string[] {
  return types.filter((type) => type !== "null");
}

test("every variant of a union is a component, and a discriminator names it", () => {
  const unions = schemas.filter(({ schema }) => Array.isArray(schema.oneOf));
  for (const { at, schema } of unions) {
    expect.soft(at, "a union has a name").toMatch(/^\/components\/schemas\/[A-Z][A-Za-z]+$/);
    const references = schema.oneOf.map(({ $ref }: Json) => $ref);
    expect.soft(references, at).not.toContain(undefined);
    expect.soft(schema.discriminator?.propertyName, at).toEqual(expect.any(String));
    expect.soft(new Set(Object.values(schema.discriminator?.mapping ?? {})), at).toEqual(new Set(references));
  }
  // ogen calls the discriminator of the union `Event` `EventType`.
  for (const { at } of unions) {
    const name = at.split("/").at(-1);
    expect.soft(document.components.schemas, at).not.toHaveProperty(`${name}Type`);
  }
  expect(unions.length).toBeGreaterThan(3);
});

test("no schema wraps a reference in `allOf`, and none has a `default`", () => {
  for (const { at, schema } of schemas) {
    expect.soft(schema, at).not.toHaveProperty("allOf");
    if (at.endsWith("/responses")) continue;
    expect.soft(schema, at).not.toHaveProperty("default");
  }
  const { schema } = document.paths["/v1/orders"].get.parameters.find(({ name }: Json) => name === "limit");
  expect(schema).toMatchObject({ type: "integer" });
  const { description } = document.components.schemas.OrderCriteria.properties.strategy;
  expect(description).toMatch(/Default: `best_effort`\.$/);
});

test("a reference has nothing beside it but a description", () => {
  for (const { at, schema } of schemas) {
    if (schema.$ref === undefined) continue;
    expect
      .soft(
        Object.keys(schema).filter((key) => key !== "$ref" && key !== "description"),
        at,
      )
      .toEqual([]);
  }
});

test("every object in a request is a component, so that a client has a type to fill in", () => {
  const inRequests = new Set<string>();
  const bodies = operations.map(({ where, operation }) => ({ at: where, schema: operation.requestBody ?? {} }));
  for (const { at, schema } of bodies.flatMap(({ at, schema }) => schemasIn(schema, at))) visit(at, schema);

  /** Checks a schema, and what it refers to. */
  function visit(at: string, schema: Json): void {
    if (schema.properties) expect.soft(at, "an object has a name").toMatch(/^[A-Z][A-Za-z]+$/);
    const name = schema.$ref?.split("/").at(-1);
    if (name === undefined || inRequests.has(name)) return;
    inRequests.add(name);
    for (const inner of schemasIn(document.components.schemas[name], name)) visit(inner.at, inner.schema);
  }

  expect([...inRequests]).toEqual(expect.arrayContaining(["NewOrderItem", "WeightedAgent", "OpeningHours"]));
});
