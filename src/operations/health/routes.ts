import { ctxOf } from "#kernel/http/http";
import { json, needs, noKey, operation, other } from "#kernel/http/operation";
import { createRouter, type Router } from "#kernel/http/router";
import type { Job } from "#operations/job-runs/job";
import { dependenciesOf, queuesOf } from "#runtime/health-dependencies";
import { outageOf } from "#runtime/platform-carrier";
import { METRICS_TYPE, metricsOf, metricsText } from "./metrics";
import { checkReadiness } from "./ready";
import { readHealthReport } from "./report";
import type { Alive, HealthReport, Readiness } from "./responses";
import { toHealthReport } from "./wire";

const live = operation({
  id: "getLiveness",
  method: "get",
  path: "/health/live",
  access: noKey,
  success: { 200: json<Alive>() },
});

const ready = operation({
  id: "getReadiness",
  method: "get",
  path: "/health/ready",
  access: noKey,
  success: { 200: json<Readiness>(), 503: json<Readiness>() },
});

const report = operation({
  id: "getHealthReport",
  method: "get",
  path: "/health/report",
  access: needs("admin"),
  success: { 200: json<HealthReport>() },
});

const metrics = operation({
  id: "getMetrics",
  method: "get",
  path: "/metrics",
  access: needs("admin"),
  success: { 200: other },
});

export type HealthOperations = typeof live | typeof ready | typeof report | typeof metrics;

/** Makes the routes; the report covers these jobs. `src/app.ts` passes the list, because jobs live in folders above. */
export function healthRoutes(jobs: readonly Job[]): Router {
  const inputsOf = (env: Env) => ({ jobs, outageOf, queues: queuesOf(env) });
  return createRouter()
    .operation(live, (c) => c.json({ status: "alive" as const }, 200))
    .operation(ready, async (c) => {
      const { ready, checks } = await checkReadiness(dependenciesOf(c.env));
      const wire = checks.map(({ latencyMs, ...rest }) => ({
        ...rest,
        ...(latencyMs !== undefined && { latency_ms: latencyMs }),
      }));
      return ready
        ? c.json({ status: "ready" as const, checks: wire }, 200)
        : c.json({ status: "unready" as const, checks: wire }, 503);
    })
    .operation(report, async (c) => c.json(toHealthReport(await readHealthReport(ctxOf(c), inputsOf(c.env))), 200))
    .operation(metrics, async (c) =>
      c.text(metricsText(metricsOf(await readHealthReport(ctxOf(c), inputsOf(c.env)))), 200, {
        "content-type": METRICS_TYPE,
      }),
    );
}
