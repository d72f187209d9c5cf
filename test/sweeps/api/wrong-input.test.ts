import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { bodyExample, type Json, openApiDocument, send } from "../../support/api";
import { withTenant } from "../../support/seed";

interface Field {
  readonly name: string;
  readonly schema: Json;
}

interface Case {
  readonly method: string;
  readonly path: string;
  /** The fields of the body, or of each of its variants. */
  readonly bodies: readonly { readonly fields: readonly Field[]; readonly example: Json }[];
  readonly query: readonly Field[];
  readonly readOnly: readonly string[];
}

const document = openApiDocument();

/** The schema behind references; of a schema or null, the schema. */
function resolved(schema: Json): Json {
  if (schema?.$ref) return resolved(document.components.schemas[schema.$ref.split("/").at(-1)]);
  const meant = schema?.anyOf?.filter((one: Json) => one.type !== "null");
  return meant?.length === 1 ? { ...resolved(meant[0]), nullable: true } : schema;
}

const fieldsOf = (schema: Json): Field[] =>
  Object.entries<Json>(resolved(schema)?.properties ?? {}).map(([name, of]) => ({ name, schema: resolved(of) }));

function bodiesOf(operation: Json): Case["bodies"] {
  const media = operation.requestBody?.content["application/json"];
  if (!media) return [];
  const schema = resolved(media.schema);
  const examples = Object.values<Json>(media.examples ?? {}).map(({ value }) => value);
  const example = bodyExample(operation) ?? {};
  const variants: Json[] | undefined = schema.oneOf;
  if (!variants) return [{ fields: fieldsOf(schema), example }];
  return variants.map((variant) => ({
    fields: fieldsOf(variant),
    example: examples.find((one) => Object.keys(one).every((key) => key in resolved(variant).properties)) ?? example,
  }));
}

const cases: Case[] = Object.entries<Json>(document.paths)
  .filter(([path]) => path.startsWith("/v1/"))
  .flatMap(([path, item]) =>
    Object.entries<Json>(item)
      .filter(([method]) => ["get", "post", "put", "patch", "delete"].includes(method))
      .map(([method, operation]) => {
        const answer = fieldsOf(operation.responses["200"]?.content?.["application/json"]?.schema);
        const bodies = bodiesOf(operation);
        const known = bodies.flatMap(({ fields }) => fields.map(({ name }) => name));
        return {
          method: method.toUpperCase(),
          path: path.replaceAll(/\{[^}]+\}/g, "x"),
          bodies,
          query: (operation.parameters ?? []).filter((one: Json) => one.in === "query"),
          readOnly: ["patch", "put"].includes(method)
            ? answer.map(({ name }) => name).filter((name) => !known.includes(name))
            : [],
        };
      }),
  );

/** Words of zod's own messages. */
const zodsWords = /invalid input|invalid option|expected|unrecognized|, received |too (small|big)|invalid string|zod/i;

interface Refusal {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: Json;
  readonly type?: string;
}

/** Fewer than a key may send in ten seconds. */
const REQUESTS_OF_A_KEY = 900;
let requests = 0;
let tenant = await withTenant();

/** The answer to a tenant's key, or to the platform's where a tenant's lacks the scope. */
async function answerTo(request: Refusal) {
  requests += 1;
  if (requests % REQUESTS_OF_A_KEY === 0) tenant = await withTenant();
  const answer = await answerWith(tenant.key, request);
  return answer.status === 403 ? await answerWith(env.ADMIN_TOKEN, request) : answer;
}

async function answerWith(token: string, { method, path, query = "", body, type }: Refusal) {
  return await send(path + query, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": type ?? "application/json" }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** Sends what is wrong at one place; expects one reason in plain English that points there. */
async function refuses(request: Refusal, pointer: RegExp, detail: RegExp = /./): Promise<void> {
  const { status, body } = await answerTo(request);
  const where = `${request.method} ${request.path}${request.query ?? ""} ${JSON.stringify(request.body)}`.slice(0, 300);
  expect.soft(status, `${where}\n${JSON.stringify(body)}`).toBe(422);
  if (status !== 422) return;
  const text = JSON.stringify([body.detail, body.errors]);
  expect.soft(text, where).not.toMatch(zodsWords);
  const pointers = body.errors.map((error: Json) => error.pointer);
  expect.soft(new Set(pointers).size, `${where} ${pointers}`).toBe(pointers.length);
  const found = body.errors.find((error: Json) => pointer.test(error.pointer));
  expect.soft(found, `${where} has ${text}`).toBeDefined();
  expect.soft(found?.detail, where).toMatch(detail);
  for (const error of body.errors) expect.soft(error.detail, where).toMatch(/^[A-Z0-9"+].*[.?]$/s);
  expect.soft(body.detail, where).toContain(body.errors[0].detail);
}

const at = (name: string, more = ""): RegExp => new RegExp(`^/${name}(/.*)?${more}$`);

const isA = (schema: Json, type: string): boolean => [schema.type].flat().includes(type);

/** A value of a type that the field does not take. */
const wrongTypeFor = (schema: Json): Json => (isA(schema, "object") || isA(schema, "array") || schema.oneOf ? 17 : {});

/** Enums at any depth of a body, with the path to each. */
function enumsIn(schema: Json, path: readonly string[] = []): { path: readonly string[]; values: string[] }[] {
  const of = resolved(schema);
  if (of?.enum && path.length > 0) return [{ path, values: of.enum.filter((one: Json) => typeof one === "string") }];
  return Object.entries<Json>(of?.properties ?? {}).flatMap(([name, inner]) => enumsIn(inner, [...path, name]));
}

const withValueAt = ([name = "", ...rest]: readonly string[], object: Json, value: Json): Json => ({
  ...object,
  [name]: rest.length === 0 ? value : withValueAt(rest, object?.[name] ?? {}, value),
});

const withBodies = cases.filter(({ bodies }) => bodies.length > 0);

test("a body with a field of the wrong type is refused with a reason at that field", async () => {
  for (const { method, path, bodies } of withBodies) {
    for (const { fields, example } of bodies) {
      for (const { name, schema } of fields) {
        const body = { ...example, [name]: wrongTypeFor(schema) };
        await refuses({ method, path, body }, at(name));
      }
    }
  }
});

test("an enum in a body lists its values, and suggests the nearest", async () => {
  let tried = 0;
  for (const { method, path, bodies } of withBodies) {
    for (const { fields, example } of bodies) {
      for (const { path: steps, values } of fields.flatMap(({ name, schema }) => enumsIn(schema, [name]))) {
        const [first = ""] = values;
        const request = { method, path, body: withValueAt(steps, example, `${first}x`) };
        const detail = values.length > 1 ? new RegExp(`^(Must be|This field).*\\b${first}\\b.*\\?$`) : /./;
        await refuses(request, at(steps.join("/")), detail);
        tried += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(8);
});

test("a field that is not known is refused at its pointer, and a known one is suggested for a slip", async () => {
  for (const { method, path, bodies } of withBodies) {
    for (const { fields, example } of bodies) {
      await refuses({ method, path, body: { ...example, qqzzqq: 1 } }, at("qqzzqq"), /^This field is not known\./);
      const [{ name }] = fields.toSorted((a, b) => b.name.length - a.name.length) as [Field];
      const slip = `${name}_x`;
      await refuses({ method, path, body: { ...example, [slip]: 1 } }, at(slip), new RegExp(`Did you mean ${name}\\?`));
    }
  }
});

test("a field that only the platform changes is not called unknown", async () => {
  const changes = cases.filter(({ readOnly }) => readOnly.length > 0);
  expect(changes.length).toBeGreaterThan(3);
  for (const { method, path, readOnly, bodies } of changes) {
    for (const name of readOnly) {
      const body = { ...bodies[0]?.example, [name]: "x" };
      await refuses({ method, path, body }, at(name), /^(?!.*not known)/);
    }
  }
});

test("an empty body is called empty where one is needed, in any media type", async () => {
  let needed = 0;
  for (const { method, path } of withBodies) {
    for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
      const { status, body } = await answerTo({ method, path, body: "", type });
      const where = `${method} ${path} ${JSON.stringify(body)}`;
      expect.soft(status, where).not.toBe(415);
      expect.soft(body.code, where).not.toBe("malformed_json");
      if (status !== 422 || body.code !== "validation_failed") continue;
      needed += 1;
      expect.soft(body.detail, where).toMatch(/^The body is empty\. /);
      expect.soft(JSON.stringify(body), where).not.toMatch(zodsWords);
    }
  }
  expect(needed).toBeGreaterThan(10);
});

test("a body of another shape than an object is refused as a whole", async () => {
  for (const { method, path } of withBodies) {
    for (const body of ["[]", "null", "17", '"text"']) {
      await refuses({ method, path, body }, /^(\/(action|kind))?$/, /^Must be an object, not |^This field is required/);
    }
  }
});

test("a query field that is wrong, repeated or not known is refused with a reason at that field", async () => {
  for (const { method, path, query } of cases) {
    if (method === "GET" && path === "/v1/live") continue;
    await refuses({ method, path, query: "?qqzzqq=1" }, at("qqzzqq"));
    for (const { name, schema } of query) {
      const of = resolved(schema);
      if (isA(of, "integer"))
        await refuses({ method, path, query: `?${name}=ten` }, at(name), /^Must be a whole number/);
      if (of.format === "date-time") await refuses({ method, path, query: `?${name}=soon` }, at(name), /like 20/);
      if (of.enum) await refuses({ method, path, query: `?${name}=qqzzqq` }, at(name), /^Must be/);
      if (isA(of, "array") || name === "capabilities") continue;
      await refuses({ method, path, query: `?${name}=1&${name}=2` }, at(name), /^Must be given once/);
    }
  }
});

test("harmless spellings of query fields are taken: another case, blanks, other words for true and false", async () => {
  let tried = 0;
  // A key of its own, as those of the other tests may have used up their requests.
  const { key } = await withTenant();
  const { body: admin } = await send("/v1/tenants/ten_platform/api-keys", {
    method: "POST",
    headers: { authorization: `Bearer ${env.ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ scopes: ["admin"] }),
  });
  for (const { method, path, query } of cases.filter((one) => one.method === "GET" && !one.path.includes("/x"))) {
    for (const { name, schema } of query) {
      const { enum: values } = resolved(schema) as { enum?: string[] };
      const isFlag = values?.includes("true");
      const spellings = isFlag ? ["True", "1", "yes"] : [values?.[0]?.toUpperCase() ?? null];
      if (values?.includes("false")) spellings.push("FALSE", "0", "no");
      for (const spelling of spellings) {
        if (spelling === null) continue;
        const required = query.filter((one: Json) => one.required && one.name !== name);
        const others = required.map((one: Json) => `&${one.name}=${one.schema.example ?? one.example}`).join("");
        const request = { method, path, query: `?${name}=%20${spelling}%20${others}` };
        const first = await answerWith(key, request);
        const { status, body } = first.status === 403 ? await answerWith(admin.key, request) : first;
        expect.soft(status, `${path}?${name}=${spelling} ${JSON.stringify(body)}`).toBe(200);
        tried += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(8);
});
