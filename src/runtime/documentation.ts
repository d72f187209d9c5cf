import { documentWebhooks } from "#events/webhook-endpoints/document-webhooks";
import type { Router } from "#kernel/http/http";
import { problemCatalogue } from "#kernel/http/problem";

const description = `The control plane for the phone numbers of a voice-agent platform: search, reserve, buy, manage and release.

**Authentication.** Send an API key as \`Authorization: Bearer pm_…\`. A key has scopes; a \`…:write\` scope includes the \`…:read\` of its family.

**Errors** are problem documents (RFC 9457) with a stable \`code\`. Another tenant's things do not exist: 404.

**Repeating.** Every POST that creates takes an \`Idempotency-Key\`: the same key and body again, for 24 hours, gets the same answer and does nothing twice. A request that was refused made nothing and leaves its key free.

**Lists** return \`data\`, \`next_cursor\` and \`has_more\`; give \`next_cursor\` back as \`cursor\`. Pages are stable while rows are added.

**Limits.** 1,000 requests in 10 seconds per key unless the deployment says otherwise (\`RateLimit\` headers, 429 with \`Retry-After\`); bodies up to 1 MB.`;

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A parameter that may be left out, with its `example` among the `examples`, which are shown and not filled in: whoever tries an
 * operation out sends what is filled in, and filters that narrow each other down to nothing, or an old version, are no good start.
 */
function unfilled(parameter: Node): Node {
  const { schema } = parameter;
  if (parameter.required === true || !isNode(schema) || !("example" in schema)) return parameter;
  const { example, ...rest } = schema;
  return { ...parameter, schema: { ...rest, examples: [example] } };
}

const withUnfilledParameters = (document: object): object =>
  JSON.parse(JSON.stringify(document), (name, value) =>
    name === "parameters" && Array.isArray(value) ? value.map(unfilled) : value,
  );

/** Serves the OpenAPI 3.1 document of everything registered on the app, and fills in what routes share. */
export function documentApi(app: Router): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An API key, `pm_live_…` or `pm_test_…`; or the admin token for the platform's own work.",
  });
  let document: object | undefined;
  const documented = () => {
    documentWebhooks(app);
    const generated = app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "PhoneManager", version: "1", description },
      servers: [{ url: "/" }],
      tags: [
        "Search",
        "Reservations",
        "Orders",
        "Phone numbers",
        "Agents",
        "Routing",
        "Bulk jobs",
        "Calls and messages",
        "Usage",
        "Events",
        "Live events",
        "Webhooks",
        "Findings",
        "Jobs",
        "Tenants and API keys",
        "Health",
      ].map((name) => ({
        name,
      })),
      "x-problems": Object.entries(problemCatalogue).map(([code, { status, title }]) => ({ code, status, title })),
    });
    return withUnfilledParameters(generated);
  };
  app.get("/openapi.json", (c) => {
    document ??= documented();
    return c.json(document);
  });
}
