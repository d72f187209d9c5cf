import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "#app";
import { eventTypes } from "#events/log/catalogue";
import { eventSchemas } from "#events/log/event-schemas";
import { componentNameOf, eventsByType } from "#events/log/responses";
import { jobs } from "#jobs";
import { problemCatalogue as problems } from "#kernel/http/problem";
import { messageQueueNames } from "#kernel/ports/message-queues";
import { queues } from "#queues";
import { bodyExample, type Json, openApiDocument, send } from "../../support/api";
import { signIn } from "../../support/browser";
import { withTenant } from "../../support/seed";

const document = async (): Promise<Json> => openApiDocument();

const operations = async (): Promise<{ path: string; method: string; operation: Json }[]> =>
  Object.entries((await document()).paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Json>).map(([method, operation]) => ({ path, method, operation })),
  );

const forBrowsers = [
  "/",
  "/favicon.ico",
  "/console",
  "/console/*",
  "/ports/:token",
  "/ports/:token/corrections",
  "/ports/:token/documents",
  "/porting-documents/:porting_document_id/content",
];

test("every route of the app is in the document", async () => {
  const documented = (await operations()).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const served = app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.startsWith("/twilio/") && !forBrowsers.includes(path))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:([^/]+)/g, "{$1}")}`);
  expect(documented.length).toBeGreaterThan(20);
  expect([...new Set(documented)].sort()).toEqual([...new Set(served)].sort());
});

test("every operation has a name of its own, a summary, a description, a tag, and an example for each answer and body", async () => {
  const all = await operations();
  const ids = all.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, method, operation } of all) {
    const where = `${method} ${path}`;
    expect.soft(operation.operationId, where).toMatch(/^[a-z][A-Za-z]+$/);
    expect.soft(operation.summary, where).toBeTruthy();
    expect.soft(operation.description, where).toMatch(/\.$/);
    expect.soft(operation.tags, where).toHaveLength(1);
    for (const [status, response] of Object.entries<Json>(operation.responses)) {
      for (const media of Object.values<Json>(response.content ?? {})) {
        expect.soft(media.example ?? media.examples, `${where} ${status}`).toBeDefined();
      }
    }
    if (operation.requestBody) {
      expect.soft(operation.requestBody.required, where).toBe(true);
      const isFile = operation.requestBody.content["application/pdf"] !== undefined;
      if (!isFile) expect.soft(bodyExample(operation), where).toBeDefined();
    }
    for (const parameter of operation.parameters ?? []) {
      const { schema } = parameter;
      const types = [schema.type].flat();
      expect.soft(types.includes("null"), `${where} ${parameter.name} is documented as nullable`).toBe(false);
      expect
        .soft(parameter.description ?? schema.description ?? "", `${where} ${parameter.name}`)
        .toMatch(/^[A-Z`].*\.$/);
    }
  }
});

/** What changes nothing or leads to a state, and so is safe to repeat without a key; and what is gone in a minute anyway. */
const repeatable =
  /\/(orders\/quote|bulk-jobs\/preview|release|suspend|resume|close|reopen|extend|cancel|resolve|snooze|assign|unassign|check|preflight|submit|resubmit|verify|provision|simulate|test-call|transfer|run|tickets|adopt|documents|download-url|letter-of-authorization|\{phone_number_id\}\/detach|detach\/preview|transitions\/\{\w+\})$/;

test("every /v1 operation asks for a key and documents the failures that all share; creating ones take an Idempotency-Key", async () => {
  for (const { path, method, operation } of (await operations()).filter(({ path }) => path.startsWith("/v1"))) {
    const where = `${method} ${path}`;
    const credentials = { "post /v1/sessions": ["bearer"], "/v1/session": ["session"] };
    const accepted = Object.entries(credentials).find(([at]) => at === where || at === path)?.[1] ?? [
      "bearer",
      "session",
    ];
    expect.soft(operation.security, where).toEqual(accepted.map((name) => ({ [name]: [] })));
    expect
      .soft(Object.keys(operation.responses), where)
      .toEqual(expect.arrayContaining(["401", "403", "422", "429", "500", "503"]));
    if (path.includes("{")) expect.soft(Object.keys(operation.responses), where).toContain("404");
    // A repeat of a sign-in is another session: the token of the first is stored nowhere.
    const creates = method === "post" && !repeatable.test(path) && path !== "/v1/sessions";
    const names = (operation.parameters ?? []).map(({ name }: Json) => name);
    expect.soft(names.includes("idempotency-key"), where).toBe(creates);
  }
});

test("whatever shows what is changed with If-Match documents its version as ETag, by which it was made as by which it was changed", async () => {
  const all = await operations();
  const schemaOf = (answer: Json): string => answer.content?.["application/json"]?.schema?.$ref ?? "";
  const shown = ({ operation }: (typeof all)[number]) =>
    Object.entries<Json>(operation.responses).filter(([status]) => status.startsWith("2"));
  const names = ({ operation }: (typeof all)[number]) => (operation.parameters ?? []).map(({ name }: Json) => name);
  const changed = all.filter((one) => one.method !== "delete" && names(one).includes("if-match"));
  const resources = new Set(changed.flatMap((one) => shown(one).map(([, answer]) => schemaOf(answer))));
  expect(resources.size).toBe(9);
  const made = [...resources].map((name) => name.replace("schemas/", "schemas/Created"));
  let documented = 0;
  for (const one of all.filter(({ method }) => method !== "delete")) {
    for (const [status, answer] of shown(one)) {
      const isVersioned = resources.has(schemaOf(answer)) || made.includes(schemaOf(answer));
      const isPolled = "304" in one.operation.responses;
      expect.soft(names(one).includes("if-none-match"), `${one.method} ${one.path}`).toBe(isPolled);
      expect
        .soft("ETag" in (answer.headers ?? {}), `${one.method} ${one.path} ${status}`)
        .toBe(isVersioned || isPolled);
      documented += isVersioned ? 1 : 0;
    }
  }
  expect(documented).toBeGreaterThan(18);
});

test("what may be null is documented as such, components too", async () => {
  const { components } = await document();
  const types = (schema: Json): Json[] =>
    schema.anyOf?.map(({ type, $ref }: Json) => type ?? $ref) ?? [schema.type].flat();
  expect(types(components.schemas.Me.properties.api_key)).toEqual(["#/components/schemas/ApiKey", "null"]);
  expect(types(components.schemas.PhoneNumber.properties.monthly_price)).toEqual([
    "#/components/schemas/Money",
    "null",
  ]);
});

/** Every schema with a pattern, wherever it stands. */
async function patterned(): Promise<{ pattern: string; examples: string[] }[]> {
  const found: { pattern: string; examples: string[] }[] = [];
  JSON.stringify(await document(), (_, value) => {
    if (typeof value?.pattern === "string") {
      const { pattern, example = [], examples = [] } = value;
      found.push({ pattern, examples: [example, examples].flat() });
    }
    return value;
  });
  return found;
}

test("every pattern means the same with the flag u and without, and lets its examples through", async () => {
  const all = await patterned();
  expect(all.length).toBeGreaterThan(40);
  const samples = [
    "",
    "Front desk",
    "a\u0007b",
    "a\u0085b",
    "two\nlines",
    "été",
    "😀",
    "+14155550123",
    "415",
    '"3"',
    "/u",
  ];
  for (const { pattern, examples } of all) {
    const [plain, unicode] = [new RegExp(pattern), new RegExp(pattern, "u")];
    for (const text of [...samples, ...examples])
      expect.soft(unicode.test(text), `${pattern} ${text}`).toBe(plain.test(text));
    for (const text of examples) expect.soft(text).toMatch(plain);
  }
  expect(all.flatMap(({ examples }) => examples).length).toBeGreaterThan(3);
});

test("the pattern of a field lets through what the API takes", async () => {
  const { name } = (await document()).components.schemas.NewAgent.properties;
  for (const text of ["Front desk", "Empfang 😀"]) expect(text).toMatch(new RegExp(name.pattern));
  for (const text of ["Front\u0007desk", "Front\ndesk"]) expect(text).not.toMatch(new RegExp(name.pattern));
});

/** What pages like /docs and generated clients fill in by themselves. */
const filledIn = ({ schema, example, examples }: Json): string | undefined =>
  example ?? Object.values<Json>(examples ?? {})[0]?.value ?? schema.example ?? schema.default;

test("each operation that reads succeeds with what is filled in for its parameters; only an id need not be there", async () => {
  const { key } = await withTenant();
  const reading = (await operations()).filter(
    ({ method, path }) => method === "get" && /^\/v1\/(?!events\/stream$)/.test(path), // a stream that does not end
  );
  expect(reading.length).toBeGreaterThan(30);
  for (const { path, operation } of reading) {
    const query = new URLSearchParams();
    let url = path;
    for (const parameter of operation.parameters ?? []) {
      const value = filledIn(parameter);
      if (parameter.required) expect.soft(value, `${path} ${parameter.name}`).toBeDefined();
      if (value === undefined) continue;
      if (parameter.in === "header") throw new Error(`${path} has the header ${parameter.name} filled in.`);
      if (parameter.in === "path") url = url.replace(`{${parameter.name}}`, encodeURIComponent(value));
      else query.set(parameter.name, value);
    }
    const { cookie } = operation.security.some((one: Json) => "bearer" in one) ? { cookie: null } : await signIn(key);
    const needsAdmin = /the scope `(admin|porting:operate)`/.test(operation.description);
    const token = needsAdmin ? env.ADMIN_TOKEN : key;
    const headers = cookie === null ? { authorization: `Bearer ${token}` } : { cookie };
    const { status } = await send(`${url}?${query}`, { headers });
    expect
      .soft(status, `${url}?${query}`)
      .toBeOneOf(url === "/v1/live" ? [426] : path.includes("{") ? [200, 404] : [200]);
  }
});

test("nothing that may be left out of a request is filled in, but for what is meant anyway", async () => {
  for (const { path, method, operation } of await operations()) {
    for (const parameter of (operation.parameters ?? []).filter((one: Json) => !one.required)) {
      expect.soft(filledIn(parameter), `${method} ${path} ${parameter.name}`).toBe(parameter.schema.default);
    }
  }
});

test("the document lists every problem code with its status", async () => {
  const listed = (await document())["x-problems"];
  expect(listed).toHaveLength(Object.keys(problems).length);
});

const sentHeaders = ["webhook-id", "webhook-timestamp", "webhook-signature"];

test("every event of the catalogue is among the webhooks, with a description and an example that fits its shape", async () => {
  const { webhooks, components } = await document();
  expect(Object.keys(webhooks).sort()).toEqual([...eventTypes].sort());
  const descriptions = new Set<string>();
  for (const type of eventTypes) {
    const { post } = webhooks[type];
    expect.soft(post.description, type).toMatch(/^[A-Z`].{10,}\.$/);
    descriptions.add(post.description);
    expect
      .soft(
        post.parameters.map(({ name }: Json) => name),
        type,
      )
      .toEqual(sentHeaders);
    const { schema, example: message } = post.requestBody.content["application/json"];
    const name = componentNameOf(type);
    expect.soft(schema, type).toEqual({ $ref: `#/components/schemas/${name}Message` });
    expect.soft(components.schemas[`${name}Message`].properties.data.$ref, type).toMatch(`/${name}Event`);
    expect.soft(message.type).toBe(type);
    const example = message.data;
    expect.soft(example.type).toBe(type);
    // Strict, so that a field of the example that the event does not have is noticed as well.
    expect.soft(eventSchemas[type].strict().safeParse(example.data), type).toMatchObject({ success: true });
    expect.soft(eventsByType.get(type)?.strict().safeParse(example), type).toMatchObject({ success: true });
  }
  expect(descriptions.size).toBe(eventTypes.length);
  expect(Object.keys(components.schemas.Event.discriminator.mapping)).toEqual([...eventTypes]);
});

test("every queue that is consumed has something that takes its messages", () => {
  const consumed = JSON.parse(env.CONSUMED_QUEUES);
  expect(consumed.length).toBeGreaterThan(0);
  expect(Object.keys(queues).sort()).toEqual(consumed.sort());
  expect(messageQueueNames.toSorted()).toEqual(consumed);
});

test("every cron trigger has a job, every job a trigger and a name of its own, and the free plan's five triggers are enough", () => {
  const triggers: string[] = JSON.parse(env.CRON_TRIGGERS);
  expect(triggers.length).toBeGreaterThan(0);
  expect(triggers.length).toBeLessThanOrEqual(5);
  expect([...new Set(jobs.map(({ cron }) => cron))].sort()).toEqual(triggers.sort());
  const names = jobs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
});

/** Every schema of the document with the name of its component or section, examples left out: they are data. */
function schemasOf(value: Json, name: string): { name: string; schema: Json }[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries<Json>(value).filter(([key]) => !["example", "examples", "x-codeSamples"].includes(key));
  return [{ name, schema: value }, ...inner.flatMap(([, one]) => schemasOf(one, name))];
}

test("every property has a description, and every value of an enum an explanation", async () => {
  const { components, paths, webhooks } = await document();
  const all = [
    ...Object.entries<Json>(components.schemas).flatMap(([name, schema]) => schemasOf(schema, name)),
    ...schemasOf(paths, "paths"),
    ...schemasOf(webhooks, "webhooks"),
  ];
  const described = (schema: Json): boolean =>
    Boolean(schema.description) ||
    (schema.$ref && described(components.schemas[schema.$ref.split("/").at(-1)])) ||
    [...(schema.allOf ?? []), ...(schema.anyOf ?? [])].some((part: Json) => part.$ref && described(part));
  let [properties, enums] = [0, 0];
  for (const { name, schema } of all) {
    if (schema.properties && schema.type) {
      for (const [property, one] of Object.entries<Json>(schema.properties)) {
        properties += 1;
        expect.soft(described(one), `${name}.${property}`).toBe(true);
      }
    }
    const values = Array.isArray(schema.enum) ? schema.enum.filter((one: Json) => typeof one === "string") : [];
    if (values.length > 1) {
      enums += 1;
      const explained = (one: string) =>
        schema["x-enumDescriptions"]?.[one] ?? schema.description?.includes(`\`${one}\``);
      expect
        .soft(
          values.filter((one: string) => !explained(one)),
          `${name} ${values}`,
        )
        .toEqual([]);
    }
  }
  expect(properties).toBeGreaterThan(1_000);
  expect(enums).toBeGreaterThan(100);
});
