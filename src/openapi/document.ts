import "./extend-zod";
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { app } from "#app";
import { webhooks } from "#events/webhook-endpoints/openapi-webhooks";
import { ifMatchHeader } from "#kernel/http/etag";
import type { DocumentedAnswer, OperationReference } from "#kernel/http/openapi";
import { type Access, failuresOf, isPolled, type Operation } from "#kernel/http/operation";
import { problemCatalogue } from "#kernel/http/problem";
import { z } from "#kernel/http/schema";
import { withSamples } from "./code-samples";
import { completed } from "./complete";
import { headerComponents, successHeaders } from "./headers";
import { contact, introduction, license, openApiTags, title } from "./introduction";
import { isNode } from "./node";
import { pathParameters } from "./parameters";
import { portable } from "./portable";
import { ErrorResponses, problemExamples, problemSchema } from "./problems";
import { withPatterns } from "./property-patterns";
import { references } from "./references";
import { withUsedComponents } from "./used-components";

export { withoutWebhooks } from "./used-components";

/** Builds the OpenAPI 3.1 document from contracts and references. Only src/dev/build-openapi.ts runs this. */

const described = new Map(
  references.flatMap(({ tag, operations }) =>
    Object.entries(operations).map(([id, texts]) => [id, { tag, texts }] as const),
  ),
);

const code = (text: string): string => `\`${text}\``;

/** The sentence that names the scope which a caller's key needs. */
function accessText({ access, credential }: Operation): string {
  if (access === null) return "Needs no key.";
  if (credential === "session") return "Needs a session.";
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

function answerOf({ description, schema, example, examples, files }: DocumentedAnswer) {
  for (const value of examples ? Object.values(examples).map((named) => named.value) : [example]) schema?.parse(value);
  const content = {
    ...(schema && { "application/json": { schema, ...(examples ? { examples } : { example }) } }),
    ...files,
  };
  return { description, ...(Object.keys(content).length > 0 && { content }) };
}

const binary = z.string().openapi({ format: "binary", description: "The file itself." });

function bodyOf({ body, upload }: Operation, { body: example, bodies: examples, csvBody }: OperationReference) {
  if (upload) {
    return { required: true, content: Object.fromEntries(upload.map((type) => [type, { schema: binary }])) };
  }
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

const ifNoneMatchHeader = z.object({
  "if-none-match": z.string().optional().openapi({
    description: "The `ETag` of your last GET, or several. The answer is an empty 304 if nothing has changed since.",
    example: '"3"',
  }),
});

function headersOf(operation: Operation): z.ZodObject | undefined {
  const { idempotent, conditional, headers } = operation;
  if (idempotent) return idempotencyHeader;
  if (isPolled(operation)) return headers?.().extend(ifNoneMatchHeader.shape) ?? ifNoneMatchHeader;
  return conditional ? ifMatchHeader() : headers?.();
}

/** The credentials that the operation accepts. */
function securityOf({ access, credential }: Operation): Record<string, string[]>[] {
  if (access === null) return [];
  return [...(credential === "session" ? [] : [{ bearer: [] }]), ...(credential === "key" ? [] : [{ session: [] }])];
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
  const success = Object.keys(operation.success).map((status) => {
    const answer = texts.success[Number(status)];
    if (!answer) throw new Error(`The answer ${status} of ${operation.id} is not described.`);
    return [status, answerOf(answer)];
  });
  return {
    method: operation.method,
    path: operation.path,
    operationId: operation.id,
    tags: [tag],
    summary: texts.summary,
    description: `${texts.description} ${accessText(operation)}`,
    security: securityOf(operation),
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
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-phone-manager-session",
    description:
      "The cookie of a session, set by `POST /v1/sessions`. A request that changes something also needs the session's `csrf_token` in the " +
      "header `X-CSRF-Token`, and must come from a page of this deployment. Over http on a loopback address the cookie's name is " +
      "`phone-manager-session`.",
  });
  const order = new Map<string, number>(openApiTags.map(({ name }, at) => [name, at]));
  const rank = ({ id }: Operation): number => order.get(described.get(id)?.tag ?? "") ?? openApiTags.length;
  const operations = app.operations.toSorted((a, b) => rank(a) - rank(b));
  for (const operation of operations) registry.registerPath(routeOf(operation));
  for (const webhook of webhooks) registry.registerWebhook(webhook);
  const generated = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: { title, version: "1", description: introduction, contact, license },
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
    const responses: Record<string, object> = { ...documented.responses };
    for (const [status, answer] of Object.entries(operation.success)) {
      const headers = successHeaders(operation, Number(status), answer);
      responses[status] = { ...responses[status], headers };
    }
    if (isPolled(operation)) {
      const headers = successHeaders(operation, 304, { kind: "versioned" });
      responses[304] = { description: "Nothing has changed since the `ETag` in `If-None-Match`.", headers };
    }
    documented.responses = { ...responses, ...errors.of(failuresOf(operation)) };
  }
  const document = {
    ...generated,
    components: {
      ...generated.components,
      headers: headerComponents,
      responses: errors.components,
      examples: problemExamples,
    },
  };
  const plain: unknown = JSON.parse(JSON.stringify(document), (name, value) =>
    name === "parameters" && Array.isArray(value) ? value.map(unfilled) : value,
  );
  if (!isNode(plain)) throw new Error("The generated OpenAPI document is not a JSON object.");
  return withUsedComponents(withSamples(withPatterns(portable(completed(plain)))));
}
