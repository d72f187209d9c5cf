import { createRoute, z } from "@hono/zod-openapi";
import { bearer, createRouter, ctxOf, failures, json, type Router } from "#kernel/http/http";
import type { Job } from "#operations/job-runs/job";
import { dependenciesOf, queuesOf } from "#runtime/health-dependencies";
import { outageOf } from "#runtime/platform-carrier";
import { METRICS_TYPE, metricsOf, metricsText } from "./metrics";
import { checkReadiness } from "./ready";
import { readHealthReport } from "./report";
import { healthReport, toHealthReport } from "./wire";

const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  latency_ms: z.int().optional().openapi({ description: "How long the answer took, where something was asked." }),
  reason: z.string().optional(),
});
const readiness = z.object({ status: z.enum(["ready", "unready"]), checks: z.array(check) }).openapi("Readiness");
const alive = z.object({ status: z.literal("alive") }).openapi("Liveness");

const live = createRoute({
  tags: ["Health"],
  security: [],
  method: "get",
  path: "/health/live",
  operationId: "getLiveness",
  summary: "Is the Worker running",
  description: "Answers as soon as the Worker runs; asks nothing of anything else. Needs no key.",
  responses: { 200: json(alive, "It runs.", { status: "alive" }) },
});

const ready = createRoute({
  tags: ["Health"],
  security: [],
  method: "get",
  path: "/health/ready",
  operationId: "getReadiness",
  summary: "Can it serve requests",
  description:
    "Asks the database and an object, and checks the configuration. The check `carrier` tells whether the circuit towards the carrier is open, as far as the answering instance has seen; it asks the carrier nothing and makes no difference to `status`, as all instances share the carrier. Needs no key.",
  responses: {
    200: json(readiness, "All is well.", { status: "ready", checks: [{ name: "database", ok: true, latency_ms: 3 }] }),
    503: json(readiness, "Something is not, with the reason.", {
      status: "unready",
      checks: [{ name: "configuration", ok: false, reason: "TWILIO_AUTH_TOKEN is not set." }],
    }),
  },
});

const exampleReport = {
  status: "attention",
  attention: ["stuck.unknown_items"],
  checked_at: "2026-11-22T10:00:00.000Z",
  probe: {
    finished_at: "2026-11-22T09:50:01.000Z",
    overdue: false,
    checks: [{ name: "live_feed", ok: true, latency_ms: 41, reason: null, proves: "An event arrived." }],
  },
  carrier_accounts: [
    {
      account: "AC00000000000000000000000000000000",
      circuit: "closed",
      recent: { answered: 180, failed: 2, not_sent: 0, error_rate: 0.011 },
      last_answer_at: "2026-11-22T09:59:48.000Z",
      last_failure_at: "2026-11-22T09:56:10.000Z",
    },
  ],
  queues: [{ queue: "orders", state: "queued", count: 12, oldest_at: "2026-11-22T09:59:31.000Z" }],
  message_queues: [
    {
      queue: "purchases",
      backlog: { messages: 12, bytes: 540, oldest_at: "2026-11-22T09:59:58.000Z" },
      reason: null,
    },
    { queue: "records-dead", backlog: null, reason: "The queue gave no answer in time." },
  ],
  dead_letters: { count: 0, oldest_at: null },
  jobs: [
    {
      name: "cleanup",
      cron: "* * * * *",
      last_status: "completed",
      last_done_at: "2026-11-22T09:59:02.000Z",
      overdue: false,
    },
  ],
  live: {
    feeds: 3,
    connections: 41,
    behind: { count: 0, oldest_at: null },
    silent: { count: 0, oldest_at: null },
    worst: [],
  },
  webhooks: { paused: { count: 0, oldest_at: null }, lagging: 0, worst: [] },
  stuck: [{ kind: "unknown_items", count: 1, oldest_at: "2026-11-22T09:41:00.000Z" }],
};

const reported = createRoute({
  tags: ["Health"],
  security: bearer,
  method: "get",
  path: "/health/report",
  operationId: "getHealthReport",
  summary: "How is the platform",
  description:
    "What whoever runs the platform would ask, of all tenants together: what the job `health` last proved by sending an event " +
    "through log and live feed (`POST /v1/jobs/health/run` proves it now), how calls to each carrier account go, what waits and " +
    "since when, in the database and in Cloudflare's queues, which jobs, live feeds and webhook endpoints are late, and what is stuck. `attention` names what is not well. Counts end " +
    "at 10,000. Always 200 if it can be told at all. Needs the scope `admin`.",
  responses: { 200: json(healthReport, "The report.", exampleReport), ...failures() },
});

const metrics = createRoute({
  tags: ["Health"],
  security: bearer,
  method: "get",
  path: "/metrics",
  operationId: "getMetrics",
  summary: "The report as metrics",
  description:
    "The numbers of `/health/report` in the text form of Prometheus, to be scraped with a bearer token every 15 seconds or less " +
    "often. Labels name queues, states, jobs, checks and carrier accounts, never tenants or numbers. Needs the scope `admin`.",
  responses: {
    200: {
      description: "The metrics.",
      content: {
        "text/plain": {
          schema: z.string(),
          example:
            "# HELP phone_manager_attention How many things of the health report need a look.\n" +
            "# TYPE phone_manager_attention gauge\nphone_manager_attention 0\n",
        },
      },
    },
    ...failures(),
  },
});

/** The routes, with a report on these jobs, which stand above this folder. */
export function healthRoutes(jobs: readonly Job[]): Router {
  const around = (env: Env) => ({ jobs, outageOf, queues: queuesOf(env) });
  return createRouter()
    .openapi(live, (c) => c.json({ status: "alive" as const }, 200))
    .openapi(ready, async (c) => {
      const { ready, checks } = await checkReadiness(dependenciesOf(c.env));
      const wire = checks.map(({ latencyMs, ...rest }) => ({
        ...rest,
        ...(latencyMs !== undefined && { latency_ms: latencyMs }),
      }));
      return ready
        ? c.json({ status: "ready" as const, checks: wire }, 200)
        : c.json({ status: "unready" as const, checks: wire }, 503);
    })
    .openapi(reported, async (c) => c.json(toHealthReport(await readHealthReport(ctxOf(c), around(c.env))), 200))
    .openapi(metrics, async (c) =>
      c.text(metricsText(metricsOf(await readHealthReport(ctxOf(c), around(c.env)))), 200, {
        "content-type": METRICS_TYPE,
      }),
    );
}
