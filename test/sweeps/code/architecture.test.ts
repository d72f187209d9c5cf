import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../../src");

/** From lowest to highest: a folder, or a file at the root, may import from itself and from what stands before it. */
const ranks = [
  "env.d.ts",
  "kernel",
  "carriers",
  "events",
  "idempotency",
  "tenants",
  "webhooks",
  "compose",
  "agents",
  "assignments",
  "regulatory",
  "event-archive",
  "numbers",
  "usage",
  "calls",
  "messages",
  "reservations",
  "search",
  "routing",
  "orders",
  "findings",
  "bulk",
  "live",
  "job-runs",
  "compliance",
  "sync",
  "health",
  "cleanup",
  "readiness",
  "inactivity",
  "number-object",
  "webhook-object",
  "inbound",
  "http",
  "jobs.ts",
  "app.ts",
  "queues.ts",
  "index.ts",
];

/** Worlds of their own, which neither import from the product nor are imported by it. */
const apart = ["twilio-sandbox", "dev", "docs", "zod"];

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, top: path.split("/")[0] ?? "", text: readFileSync(join(src, path), "utf8") }));

const importsOf = (text: string): { from: string; typeOnly: boolean }[] =>
  [...text.matchAll(/^(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"/gms)].map(([, type, from]) => ({
    from: from ?? "",
    typeOnly: type !== undefined,
  }));

const targetOf = (path: string, from: string): string =>
  relative(src, resolve(src, path, "..", from)).split("/")[0] ?? "";
const rankOf = (top: string): number => Math.max(ranks.indexOf(top), ranks.indexOf(`${top}.ts`));

const product = files.filter(({ top }) => !apart.includes(top));

test("the sweep sees the product", () => {
  expect(product.length).toBeGreaterThan(60);
  expect(product.flatMap(({ text }) => importsOf(text)).length).toBeGreaterThan(200);
});

test("every folder has a rank, and every rank a folder", () => {
  const tops = new Set(product.map(({ top }) => top));
  expect([...tops].filter((top) => !ranks.includes(top))).toEqual([]);
  expect(ranks.filter((rank) => !tops.has(rank))).toEqual([]);
});

/** What a stranger runs to verify an export shares the hashing with the Worker. */
const shared = ["dev/verify-events.ts imports events"];

test("imports point down, and the worlds apart stay apart", () => {
  const wrong = files.flatMap(({ path, top, text }) =>
    importsOf(text)
      .filter(({ from }) => from.startsWith("."))
      .map(({ from }) => targetOf(path, from))
      .filter((target) =>
        apart.includes(top) || apart.includes(target) ? target !== top : rankOf(target) > rankOf(top),
      )
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual(shared);
});

const offenders = (inFiles: (path: string) => boolean, pattern: RegExp): string[] =>
  product.filter(({ path }) => inFiles(path)).flatMap(({ path, text }) => (pattern.test(text) ? [path] : []));

test("only compose/ and the objects' shells read the clock and draw lots", () => {
  const mayRead = [
    "compose/isolate.ts",
    "compose/carrier.ts",
    "compose/context.ts",
    "compose/dependencies.ts",
    "compose/door.ts",
    "compose/followers.ts",
    "number-object/number-reservation.ts",
    "live/live-feed.ts",
    "webhook-object/webhook-endpoint.ts",
    "http/surface.ts",
    "idempotency/seal.ts",
  ];
  expect(
    offenders((path) => !mayRead.includes(path), /\bDate\.now\b|\bMath\.random\b|getRandomValues|randomUUID/),
  ).toEqual([]);
});

test("routes do not import drizzle, verbs do not import Hono, and tables are imported by their own folder only", () => {
  expect(offenders((path) => path.endsWith("routes.ts"), /from "drizzle-orm/)).toEqual([]);
  const outside = ["http/", "app.ts", "kernel/http.ts", "inbound/routes.ts", "inbound/doorkeeper.ts"];
  expect(offenders((path) => !outside.some((start) => path.startsWith(start)), /from "hono/)).toEqual([]);
  const borrowed = product.flatMap(({ path, top, text }) =>
    importsOf(text)
      .filter(({ from, typeOnly }) => /^\.\.\/.*\/table$/.test(from) && !typeOnly)
      .filter(({ from }) => targetOf(path, from) !== top)
      .map(({ from }) => `${path} imports ${from}`),
  );
  expect(borrowed).toEqual([]);
});

test("rules are pure: no clock, no I/O, no Workers types", () => {
  const pure = [
    "number-object/hold.ts",
    "number-object/buying.ts",
    "number-object/releasing.ts",
    "number-object/outbox.ts",
    "number-object/record.ts",
    "numbers/lifecycle.ts",
    "numbers/ownership.ts",
    "regulatory/needs.ts",
    "orders/failure.ts",
    "reservations/lifetime.ts",
    "orders/status.ts",
    "bulk/action.ts",
    "job-runs/lease.ts",
    "job-runs/due.ts",
    "carriers/outcomes.ts",
    "health/check.ts",
    "health/attention.ts",
    "health/metrics.ts",
    "live/subscription.ts",
    "live/closing.ts",
    "live/ticket.ts",
    "live/reader.ts",
    "live/upkeep.ts",
    "event-archive/day.ts",
    "calls/call-record.ts",
    "messages/message-record.ts",
    "usage/tally.ts",
    "kernel/receipt.ts",
    "kernel/csv.ts",
    "kernel/destination.ts",
    "kernel/routing-plan.ts",
    "kernel/address.ts",
    "agents/sip-uri.ts",
    "assignments/interval.ts",
    "routing/route.ts",
    "routing/draw.ts",
    "routing/schedule.ts",
    "routing/answer.ts",
    "carriers/twiml.ts",
    "tenants/api-key.ts",
    "kernel/rate.ts",
    "carriers/breaker.ts",
    "kernel/address.ts",
    "webhooks/subscription.ts",
    "webhook-object/delivery.ts",
    "number-object/adopting.ts",
    "sync/compare.ts",
    "compliance/bundle.ts",
    "compliance/emergency.ts",
    "compliance/holder.ts",
    "compliance/registration.ts",
    "readiness/cause.ts",
    "readiness/paper-causes.ts",
    "readiness/verdict.ts",
    "inactivity/risk.ts",
    "sync/run-state.ts",
    "sync/seen.ts",
  ];
  const known = product.map(({ path }) => path);
  expect(pure.filter((path) => !known.includes(path))).toEqual([]);
  const impure = /\bawait\b|\bfetch\(|cloudflare:|\bEnv\b|from "(hono|drizzle-orm|zod|@hono)|\.\/compose\//;
  expect(offenders((path) => pure.includes(path), impure)).toEqual([]);
});

test("carriers' words stay in their folder", () => {
  const allowed = (path: string) =>
    path.startsWith("carriers/") || path === "compose/carrier.ts" || path === "kernel/config.ts";
  const words = /incoming_phone_number|IncomingPhoneNumber|AvailablePhoneNumbers[.]|FriendlyName:|VoiceUrl|AccountSid/;
  expect(offenders((path) => !allowed(path), words)).toEqual([]);
});

test("no file is past 400 lines, and none is a heap of helpers", () => {
  expect(
    files.filter(({ path, text }) => path !== "env.d.ts" && text.split("\n").length > 400).map(({ path }) => path),
  ).toEqual([]);
  expect(
    files
      .filter(({ path }) => /(^|\/)(utils?|helpers?|common|services?|index)(\/|\.ts$)/.test(path))
      .map(({ path }) => path)
      .sort(),
  ).toEqual(["index.ts", "twilio-sandbox/index.ts"]);
});

test("migrations never rebuild or drop a table, and delete no rows by cascade", () => {
  const folder = resolve(src, "../migrations");
  const migrations = readdirSync(folder).sort();
  expect(migrations.length).toBeGreaterThanOrEqual(6);
  expect(new Set(migrations.map((name) => name.slice(0, 4))).size).toBe(migrations.length);
  for (const name of migrations) {
    expect(name).toMatch(/^\d{4}_[a-z0-9_]+\.sql$/);
    const sql = readFileSync(join(folder, name), "utf8").replaceAll(/--.*$/gm, "");
    expect(sql, name).not.toMatch(/drop\s+table|__new_|on\s+delete\s+cascade|pragma/i);
    for (const [table] of sql.matchAll(/CREATE TABLE[\s\S]*?;/g)) expect(table, name).toMatch(/\)\s*STRICT/);
  }
});
