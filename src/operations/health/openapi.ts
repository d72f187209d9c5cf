import { answer, describe } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { alive, healthReport, readiness } from "./responses";
import type { HealthOperations } from "./routes";

const exampleReport = {
  status: "attention",
  attention: ["stuck.unknown_items"],
  checked_at: "2026-11-22T10:00:00.000Z",
  probe: {
    ended_at: "2026-11-22T09:50:01.000Z",
    overdue: false,
    checks: [{ name: "live_feed", ok: true, latency_ms: 41, error: null, proves: "An event arrived." }],
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
  tenant_carrier_accounts: [],
  queues: [{ queue: "orders", state: "queued", count: 12, oldest_at: "2026-11-22T09:59:31.000Z" }],
  message_queues: [
    {
      queue: "purchases",
      backlog: { messages: 12, bytes: 540, oldest_at: "2026-11-22T09:59:58.000Z" },
      error: null,
    },
    { queue: "records-dead", backlog: null, error: { code: "no_answer", detail: "The queue gave no answer in time." } },
  ],
  dead_letters: { count: 0, oldest_at: null },
  jobs: [
    {
      name: "cleanup",
      database: "DB",
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

export const healthDocs = describe<HealthOperations>("Health", {
  getLiveness: {
    summary: "Check that the Worker runs",
    description:
      "Answers as soon as the Worker runs, without a request to the database, an object or the carrier. Needs no key.",
    success: { 200: answer(alive, "The Worker runs.", { status: "alive" }) },
  },
  getReadiness: {
    summary: "Check that the Worker can serve requests",
    description:
      "Reads from the database and a Durable Object, and checks the configuration. The check `carrier` reports whether the " +
      "answering instance's circuit breaker towards the carrier is open. It sends the carrier no request and does not change " +
      "`status`, because all instances share the carrier. Needs no key.",
    success: {
      200: answer(readiness, "Every required check passed.", {
        status: "ready",
        checks: [{ name: "database", ok: true, latency_ms: 3, error: null }],
      }),
      503: answer(readiness, "A required check failed; `error` says why.", {
        status: "unready",
        checks: [
          {
            name: "configuration",
            ok: false,
            error: { code: "not_configured", detail: "TWILIO_AUTH_TOKEN is not set." },
          },
        ],
      }),
    },
  },
  getHealthReport: {
    summary: "Report the platform's health",
    description:
      "Returns the state of the platform across all tenants: the last result of the job `health`, which sends an event through the " +
      "event log and a live feed (`POST /v1/jobs/health/run` runs it now); the requests to each carrier account; the backlogs in the " +
      "database and in Cloudflare's queues with their ages; overdue jobs; lagging live feeds and webhook endpoints; and stuck work. " +
      "`attention` names each problem. Counts stop at 10,000. Answers 200 whenever it can read the database.",
    success: { 200: answer(healthReport, "The report.", exampleReport) },
  },
  getMetrics: {
    summary: "Get the health report as metrics",
    description:
      "Returns the values of `/health/report` in Prometheus' text format. Scrape it with a bearer token, at most every 15 seconds. " +
      "Labels name queues, states, jobs, checks and carrier accounts, never tenants or numbers.",
    success: {
      200: {
        description: "The metrics.",
        files: {
          "text/plain": {
            schema: z.string(),
            example:
              "# HELP phone_manager_attention Entries in the health report's attention list.\n" +
              "# TYPE phone_manager_attention gauge\nphone_manager_attention 0\n",
          },
        },
      },
    },
  },
});
