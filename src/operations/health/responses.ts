import { MAX_COUNTED } from "#kernel/db/backlog";
import { z } from "#kernel/http/schema";
import { failure, orNull } from "#kernel/http/wire";
import { messageQueueNames } from "#kernel/ports/message-queues";
import { runStatuses } from "#operations/job-runs/lease";
import { queueErrors } from "./queue-lengths";
import { stuckKinds } from "./report";

const instant = z.iso.datetime();

const backlog = {
  count: z.int().openapi({ description: `Counting stops at ${MAX_COUNTED}.` }),
  oldest_at: instant.nullable(),
};

const queueBacklog = z
  .object({ messages: z.int(), bytes: z.int(), oldest_at: instant.nullable() })
  .openapi("QueueBacklog");

const queueError = z
  .object({
    code: z.enum(queueErrors).openapi({
      description: "`no_answer`: Cloudflare did not report it within a second. `metrics_failed`: the report failed.",
    }),
    detail: z.string(),
  })
  .openapi("QueueError");

const accountHealth = z.object({
  account: z.string(),
  circuit: z.enum(["closed", "open"]).openapi({
    description:
      "The circuit breaker of the answering instance. `recent.not_sent` counts requests that any instance's open circuit held back.",
  }),
  recent: z
    .object({ answered: z.int(), failed: z.int(), not_sent: z.int(), error_rate: z.number().nullable() })
    .openapi({
      description: "Requests of all instances over the last five to ten minutes. A refusal counts as answered.",
    }),
  last_answer_at: instant.nullable(),
  last_failure_at: instant.nullable(),
});

export const healthReport = z
  .object({
    status: z.enum(["ok", "attention"]),
    attention: z
      .array(z.string())
      .openapi({ description: "Names each problem, such as `jobs.cleanup`; empty when all is well." }),
    checked_at: instant,
    probe: z
      .object({
        ended_at: instant.nullable(),
        overdue: z.boolean(),
        checks: z.array(
          z.object({
            name: z.string(),
            ok: z.boolean(),
            latency_ms: z.int(),
            error: orNull(failure()),
            proves: z.string(),
          }),
        ),
      })
      .openapi({ description: "The result of the last run of the job `health`." }),
    carrier_accounts: z.array(accountHealth),
    tenant_carrier_accounts: z.array(accountHealth).openapi({
      description:
        "Tenants' own accounts that gave no answer in the last ten minutes, the latest first, ten at most. They need no operator.",
    }),
    queues: z.array(z.object({ queue: z.string(), state: z.string(), ...backlog })),
    message_queues: z
      .array(
        z.object({
          queue: z.enum(messageQueueNames),
          backlog: orNull(queueBacklog).openapi({ description: "`null`: the length is unknown; `error` says why." }),
          error: orNull(queueError),
        }),
      )
      .openapi({
        description:
          "Cloudflare's queues, with Cloudflare's approximate counts; `queues` counts the rows behind the messages. A queue whose name " +
          "ends in `-dead` holds messages whose delivery failed, until their last attempt.",
      }),
    dead_letters: z.object(backlog).openapi({
      description: "Orders, calls and messages with a queue message whose every delivery attempt failed.",
    }),
    jobs: z.array(
      z.object({
        name: z.string(),
        database: z.string().openapi({ description: "The D1 binding of the database that the job works on." }),
        cron: z.string(),
        last_status: z.enum(runStatuses).nullable(),
        last_done_at: instant.nullable(),
        overdue: z
          .boolean()
          .openapi({ description: "Two scheduled times have passed since the job last completed a slice." }),
      }),
    ),
    live: z
      .object({
        feeds: z.int().openapi({
          description:
            "Live feed objects with connections: one per tenant, more if a tenant has very many connections.",
        }),
        connections: z.int(),
        behind: z.object(backlog).openapi({ description: "Feeds with a connection that lags behind the event log." }),
        silent: z
          .object(backlog)
          .openapi({ description: "Feeds with connections that have not reported for two minutes." }),
        worst: z
          .array(
            z.object({
              tenant_id: z.string(),
              shard: z.int(),
              connections: z.int(),
              events_behind: z.int(),
              behind_since: instant.nullable(),
              reported_at: instant,
            }),
          )
          .openapi({ description: "The ten feeds that have lagged the longest." }),
      })
      .openapi({ description: "The live feeds. Each reports its state every 30 seconds while it has connections." }),
    webhooks: z.object({
      paused: z.object(backlog),
      lagging: z
        .int()
        .openapi({ description: "Webhook endpoints that have not read their tenant's event log to its end." }),
      worst: z
        .array(z.object({ id: z.string(), tenant_id: z.string(), events_behind: z.int(), behind_since: instant }))
        .openapi({ description: "The ten endpoints that have lagged the longest." }),
    }),
    stuck: z.array(z.object({ kind: z.enum(stuckKinds), ...backlog })),
  })
  .openapi("HealthReport");

export type HealthReport = z.output<typeof healthReport>;

const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  latency_ms: z
    .int()
    .optional()
    .openapi({ description: "The duration of the check's request in milliseconds; absent if it sent none." }),
  error: orNull(failure()),
});

export const readiness = z
  .object({ status: z.enum(["ready", "unready"]), checks: z.array(check) })
  .openapi("Readiness");

export type Readiness = z.output<typeof readiness>;

export const alive = z.object({ status: z.literal("alive") }).openapi("Liveness");

export type Alive = z.output<typeof alive>;
