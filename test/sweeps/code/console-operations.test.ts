import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readOpenApi } from "../../../src/dev/build-openapi.ts";

/** The console can do what the API can: each operation is called by a page, or stands here with the reason why not. */

const notCalled: Readonly<Record<string, string>> = {
  "GET /health/live": "It is for load balancers; the health page reads /health/report.",
  "GET /health/ready": "It is for load balancers; the health page reads /health/report.",
  "GET /metrics": "It is for Prometheus.",
  "POST /v1/tenants/{tenant_id}/move": "Who moves a tenant also deploys databases, from the command line.",
  "GET /v1/tenants/{tenant_id}/move": "The same.",
  "POST /v1/tenants/{tenant_id}/move/cancel": "The same.",
  "GET /v1/porting-requests/{porting_request_id}/documents/{porting_document_id}":
    "A request has few documents, so its page reads them together.",
  "GET /v1/porting-requests/{porting_request_id}/share-links/{porting_share_link_id}":
    "A request has few links, so its page reads them together.",
  "GET /v1/porting-requests/{porting_request_id}/timeline/{porting_entry_id}":
    "The timeline shows whole entries; nothing leads to a single one.",
  "GET /v1/events/stream": "Server-sent events are for programs; pages use the WebSocket.",
};

const folder = resolve(import.meta.dirname, "../../../src/console");
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith("schema.d.ts"))
  .map((path) => readFileSync(join(folder, path), "utf8"));

/** Typed calls, requests of the session and the feed, and links to downloads. */
const called = new Set(
  sources.flatMap((text) => [
    ...[...text.matchAll(/\bcall\(\s*"([A-Z]+)",\s*"([^"]+)"/g)].map(([, method, path]) => `${method} ${path}`),
    ...[...text.matchAll(/\bsend\(\s*"([A-Z]+)",\s*(?:[^"]*\? )?"(\/v1\/[^"]+)"(?: : "([^"]+)")?/g)].flatMap(
      ([, method, path, other]) => [`${method} ${path}`, ...(other ? [`${method} ${other}`] : [])],
    ),
    ...[...text.matchAll(/\bdownloadUrl\(\s*"([^"]+)"/g)].map(([, path]) => `GET ${path}`),
    ...(text.includes('new URL("/v1/live"') ? ["GET /v1/live"] : []),
  ]),
);

const operations = Object.entries((await readOpenApi()).paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
    .map((method) => `${method.toUpperCase()} ${path}`),
);

test("the sweep sees the calls and the operations", () => {
  expect(called.size).toBeGreaterThan(20);
  expect(operations.length).toBeGreaterThan(150);
});

test("the console calls nothing that the API does not have", () => {
  expect([...called].filter((name) => !operations.includes(name))).toEqual([]);
});

test("each operation that no page calls has a reason, and each reason an operation that no page calls", () => {
  const left = operations.filter((name) => !called.has(name));
  expect(left.filter((name) => !Object.hasOwn(notCalled, name))).toEqual([]);
  expect(Object.keys(notCalled).filter((name) => !left.includes(name))).toEqual([]);
});
