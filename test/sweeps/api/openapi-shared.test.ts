import { expect, test } from "vitest";
import { eventTypes } from "#events/log/catalogue";
import { eventSchemas } from "#events/log/event-schemas";
import { componentNameOf, event } from "#events/log/responses";
import { problemCatalogue } from "#kernel/http/problem";
import { type Json, openApiDocument } from "../../support/api";

/** What all operations of the document share: problems, headers of answers, events. */

const document: Json = openApiDocument();
const { schemas, headers, responses } = document.components;

interface Operation {
  readonly where: string;
  readonly method: string;
  readonly operation: Json;
}

const operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
  Object.entries<Json>(methods).map(
    ([method, operation]): Operation => ({ where: `${method} ${path}`, method, operation }),
  ),
);

const resolved = (answer: Json): Json => (answer.$ref ? responses[answer.$ref.split("/").at(-1)] : answer);

/** The names of the headers of an operation's answers, by status. */
const headersOf = ({ operation }: Operation): [status: string, names: string[]][] =>
  Object.entries<Json>(operation.responses).map(([status, answer]) => [
    status,
    Object.keys(resolved(answer).headers ?? {}),
  ]);

test("a problem's code is an enum of the whole catalogue, and each example is valid under the schema", () => {
  expect(schemas.Problem.properties.code).toEqual({ $ref: "#/components/schemas/ProblemCode" });
  expect(schemas.ProblemCode.enum).toEqual(Object.keys(problemCatalogue));
  const known = Object.keys(schemas.Problem.properties);
  for (const [code, { value }] of Object.entries<Json>(document.components.examples)) {
    expect.soft(known, code).toEqual(expect.arrayContaining(Object.keys(value)));
  }
  for (const member of [
    "required_scope",
    "first_seq",
    "monthly_cost",
    "available",
    "phone_numbers",
    "loop",
    "run_id",
  ]) {
    expect(known).toContain(member);
  }
});

test("every answer documents its headers, and every header is a described component", () => {
  for (const one of operations) {
    const hasKey = one.operation.security.length > 0;
    const names = (one.operation.parameters ?? []).map(({ name }: Json) => name);
    for (const [status, found] of headersOf(one)) {
      const where = `${one.where} ${status}`;
      expect.soft(found, where).toContain("x-request-id");
      if (hasKey && !["101", "401"].includes(status)) {
        expect.soft(found, where).toEqual(expect.arrayContaining(["RateLimit", "RateLimit-Policy"]));
      }
      if (["429", "503"].includes(status) && hasKey) expect.soft(found, where).toContain("Retry-After");
      if (status === "401") expect.soft(found, where).toContain("WWW-Authenticate");
      if (status === "201") expect.soft(found, where).toContain("Location");
      const isSuccess = status.startsWith("2");
      expect.soft(found.includes("Idempotent-Replayed"), where).toBe(isSuccess && names.includes("idempotency-key"));
    }
  }
  for (const header of Object.values<Json>(headers)) {
    expect(header.description).toMatch(/\.$/);
    expect(header.example).toBeDefined();
  }
});

test("every DELETE answers 204", () => {
  const deletions = operations.filter(({ method }) => method === "delete");
  expect(deletions.length).toBeGreaterThan(5);
  for (const { where, operation } of deletions) {
    const succeeding = Object.keys(operation.responses).filter((status) => status.startsWith("2"));
    expect.soft(succeeding, where).toEqual(["204"]);
  }
});

test("an event is a union by its type of named schemas, each with the named schema of its data", () => {
  expect(schemas.DeliveredType.enum).toEqual(expect.arrayContaining([...eventTypes]));
  const { propertyName, mapping } = schemas.Event.discriminator;
  expect(propertyName).toBe("type");
  expect(Object.keys(mapping)).toEqual([...eventTypes]);
  expect(schemas.Event.oneOf.map(({ $ref }: Json) => $ref)).toEqual(Object.values(mapping));
  for (const type of eventTypes) {
    const name = componentNameOf(type);
    expect.soft(mapping[type], type).toBe(`#/components/schemas/${name}Event`);
    const { properties } = schemas[`${name}Event`];
    expect.soft(properties.type.enum, type).toEqual([type]);
    expect.soft(properties.data, type).toEqual({ $ref: `#/components/schemas/${name}Data` });
    expect.soft(Object.keys(schemas[`${name}Data`].properties), type).toEqual(Object.keys(eventSchemas[type].shape));
  }
  const example = document.paths["/v1/events"].get.responses["200"].content["application/json"].example.data[0];
  expect(event.parse(example)).toEqual(example);
});

test("one spelling for each idea", () => {
  const text = JSON.stringify({ ...document, info: null });
  expect(text.match(/cancell(ed|ing)/gi)).toBeNull();
  const properties = Object.values<Json>(schemas).flatMap((schema) => Object.keys(schema.properties ?? {}));
  for (const name of ["finished_at", "completed_at", "capability", "papers"]) expect(properties).not.toContain(name);
  const queries = operations.flatMap(({ operation }) => operation.parameters ?? []).filter((one) => one.in === "query");
  for (const { name, schema } of queries) {
    expect.soft(name).not.toBe("capability");
    const values: unknown[] = schema.enum ?? [];
    expect.soft(values.includes("true"), `${name} is a boolean`).toBe(false);
  }
});

test("a list answers JSON alone: files have paths of their own", () => {
  const mixed = operations.filter(({ operation }) =>
    Object.values<Json>(operation.responses).some(({ content = {} }) => Object.keys(content).length > 1),
  );
  expect(mixed.map(({ where }) => where)).toEqual([]);
});
