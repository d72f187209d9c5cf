import "./extend-zod";
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { app } from "#app";
import { webhooks } from "#events/webhook-endpoints/openapi-webhooks";
import { ifMatchHeader } from "#kernel/http/http";
import type { DocumentedAnswer, OperationReference } from "#kernel/http/openapi";
import { type Access, type AnswerKind, failuresOf, type Operation } from "#kernel/http/operation";
import { problemCatalogue } from "#kernel/http/problem";
import { z } from "#kernel/http/schema";
import { withSamples } from "./code-samples";
import { completed } from "./complete";
import { introduction, openApiTags, title } from "./introduction";
import { pathParameters } from "./parameters";
import { ErrorResponses, problemExamples, problemSchema } from "./problems";
import { references } from "./references";

/** Builds the OpenAPI 3.1 document from contracts and references. Only src/dev/build-openapi.ts runs this. */

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

const described = new Map(
  references.flatMap(({ tag, operations }) =>
    Object.entries(operations).map(([id, texts]) => [id, { tag, texts }] as const),
  ),
);

const code = (text: string): string => `\`${text}\``;

/** The sentence that names the scope which a caller's key needs. */
function accessText(access: Access): string {
  if (access === null) return "Needs no key.";
  if ("any" in access) return `Needs the scope ${access.any.map(code).join(" or ")}.`;
  if (access.all.length === 0) return "Any valid key may call this.";
  return `Needs the scope${access.all.length > 1 ? "s" : ""} ${access.all.map(code).join(" and ")}.`;
}

const requiredScopes = (access: Access): readonly string[] =>
  access === null ? [] : "any" in access ? access.any : access.all;

const idempotencyHeader = z.object({
  "idempotency-key": z.string().min(1).max(255).optional().openapi({
    description:
      "A text of your choice. For 24 hours, a request with the same key and the same body gets the first answer again, and changes nothing.",
    example: "order-2026-11-22-0001",
  }),
});

function pathOf(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  if (names.length === 0) return undefined;
  return z.object(
    Object.fromEntries(
      names.map((name) => {
        const parameter = pathParameters[name];
        if (!parameter) throw new Error(`The path parameter ${name} is not described in src/openapi/parameters.ts.`);
        return [name, z.string().openapi({ param: { name, in: "path" }, ...parameter })];
      }),
    ),
  );
}

const answerHeaders: Readonly<Partial<Record<AnswerKind, z.ZodObject>>> = {
  versioned: z.object({
    ETag: z
      .string()
      .openapi({ description: "The resource's version. Send it as `If-Match` with a change.", example: '"3"' }),
  }),
  located: z.object({
    Location: z.string().openapi({
      description: "The path at which you follow the work.",
      example: "/v1/orders/ord_01k9m8x3zt5v7w9y2a4c6e8g0j",
    }),
  }),
};

function answerOf(kind: AnswerKind, { description, schema, example, examples, files }: DocumentedAnswer) {
  const headers = answerHeaders[kind];
  for (const value of examples ? Object.values(examples).map((named) => named.value) : [example]) schema?.parse(value);
  const content = {
    ...(schema && { "application/json": { schema, ...(examples ? { examples } : { example }) } }),
    ...files,
  };
  return { description, ...(headers && { headers }), ...(Object.keys(content).length > 0 && { content }) };
}

function bodyOf({ body }: Operation, { body: example, bodies: examples, csvBody }: OperationReference) {
  if (!body) return undefined;
  const schema = typeof body === "function" ? body() : body;
  for (const value of examples ? Object.values(examples).map((named) => named.value) : [example]) schema.parse(value);
  return {
    required: true,
    content: {
      "application/json": { schema, ...(examples ? { examples } : { example }) },
      ...(csvBody && { "text/csv": csvBody }),
    },
  };
}

function headersOf({ idempotent, conditional, headers }: Operation): z.ZodObject | undefined {
  if (idempotent) return idempotencyHeader;
  return conditional ? ifMatchHeader() : headers?.();
}

function routeOf(operation: Operation): RouteConfig {
  const found = described.get(operation.id);
  if (!found)
    throw new Error(`The operation ${operation.id} is not described: add it to the openapi.ts beside its routes.`);
  const { tag, texts } = found;
  const params = pathOf(operation.path);
  const query = operation.query?.();
  const headers = headersOf(operation);
  const body = bodyOf(operation, texts);
  const success = Object.entries(operation.success).map(([status, { kind }]) => {
    const answer = texts.success[Number(status)];
    if (!answer) throw new Error(`The answer ${status} of ${operation.id} is not described.`);
    return [status, answerOf(kind, answer)];
  });
  return {
    method: operation.method,
    path: operation.path,
    operationId: operation.id,
    tags: [tag],
    summary: texts.summary,
    description: `${texts.description} ${accessText(operation.access)}`,
    security: operation.access === null ? [] : [{ bearer: [] }],
    "x-required-scope": requiredScopes(operation.access),
    request: { ...(params && { params }), ...(query && { query }), ...(headers && { headers }), ...(body && { body }) },
    responses: Object.fromEntries(success),
  };
}

/**
 * Moves the example of an optional parameter into its description. Tools prefill an `example`, and a request with every
 * filter prefilled finds nothing.
 */
function unfilled(parameter: unknown): unknown {
  if (!isNode(parameter) || !isNode(parameter.schema)) return parameter;
  const { schema } = parameter;
  if (parameter.required === true || !("example" in schema)) return parameter;
  const { example, description: ofSchema, ...rest } = schema;
  const { description = ofSchema } = parameter;
  return { ...parameter, description: `${description} Example: \`${example}\`.`, schema: rest };
}

export function openApiDocument(): object {
  const registry = new OpenAPIRegistry();
  registry.register("Problem", problemSchema);
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An API key, `pm_live_…` or `pm_test_…`. The platform may send its admin token instead.",
  });
  const order = new Map<string, number>(openApiTags.map(({ name }, at) => [name, at]));
  const rank = ({ id }: Operation): number => order.get(described.get(id)?.tag ?? "") ?? openApiTags.length;
  const operations = app.operations.toSorted((a, b) => rank(a) - rank(b));
  for (const operation of operations) registry.registerPath(routeOf(operation));
  for (const webhook of webhooks) registry.registerWebhook(webhook);
  const generated = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title, version: "1", description: introduction },
    servers: [{ url: "/" }],
    tags: [...openApiTags],
    "x-problems": Object.entries(problemCatalogue).map(([name, { status, title: meaning }]) => ({
      code: name,
      status,
      title: meaning,
    })),
  });
  const errors = new ErrorResponses();
  for (const operation of operations) {
    const documented = generated.paths?.[operation.path]?.[operation.method];
    if (!documented) throw new Error(`${operation.id} was not generated.`);
    documented.responses = { ...documented.responses, ...errors.of(failuresOf(operation)) };
  }
  const document = {
    ...generated,
    components: { ...generated.components, responses: errors.components, examples: problemExamples },
  };
  const plain: unknown = JSON.parse(JSON.stringify(document), (name, value) =>
    name === "parameters" && Array.isArray(value) ? value.map(unfilled) : value,
  );
  if (!isNode(plain)) throw new Error("The generated OpenAPI document is not a JSON object.");
  return withSamples(completed(plain));
}
