import { z } from "@hono/zod-openapi";
import { type Backlog, MAX_COUNTED } from "#kernel/db/backlog";
import { messageQueueNames } from "#kernel/ports/message-queues";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { runStatuses } from "#operations/job-runs/lease";
import { attentionOf, errorRate } from "./attention";
import { checks } from "./check";
import { type HealthReport, stuckKinds } from "./report";

const instant = z.iso.datetime();

const backlog = {
  count: z.int().openapi({ description: `Counted no further than ${MAX_COUNTED}.` }),
  oldest_at: instant.nullable(),
};

const accountHealth = z.object({
  account: z.string(),
  circuit: z.enum(["closed", "open"]).openapi({
    description: "As the instance has seen it that answers; `recent.not_sent` tells of the circuits of all instances.",
  }),
  recent: z
    .object({ answered: z.int(), failed: z.int(), not_sent: z.int(), error_rate: z.number().nullable() })
    .openapi({ description: "Over the last five to ten minutes, of all instances. A refusal is an answer." }),
  last_answer_at: instant.nullable(),
  last_failure_at: instant.nullable(),
});

export const healthReport = z
  .object({
    status: z.enum(["ok", "attention"]),
    attention: z.array(z.string()).openapi({ description: "What is not well, as `jobs.cleanup`; empty when all is." }),
    checked_at: instant,
    probe: z
      .object({
        finished_at: instant.nullable(),
        overdue: z.boolean(),
        checks: z.array(
          z.object({
            name: z.string(),
            ok: z.boolean(),
            latency_ms: z.int(),
            reason: z.string().nullable(),
            proves: z.string(),
          }),
        ),
      })
      .openapi({ description: "What the job `health` found when it last sent something through the platform." }),
    carrier_accounts: z.array(accountHealth),
    queues: z.array(z.object({ queue: z.string(), state: z.string(), ...backlog })),
    message_queues: z
      .array(
        z.object({
          queue: z.enum(messageQueueNames),
          backlog: z
            .object({ messages: z.int(), bytes: z.int(), oldest_at: instant.nullable() })
            .nullable()
            .openapi({ description: "`null`: the queue did not tell, for the `reason`." }),
          reason: z.string().nullable(),
        }),
      )
      .openapi({
        description:
          "Cloudflare's queues as each tells of itself, near enough; `queues` counts what the messages are about. Those that end in " +
          "`-dead` take what could not be delivered, until it is tried for the last time.",
      }),
    dead_letters: z.object(backlog).openapi({
      description: "Orders, calls and messages of which something could not be delivered, however often it was tried.",
    }),
    jobs: z.array(
      z.object({
        name: z.string(),
        cron: z.string(),
        last_status: z.enum(runStatuses).nullable(),
        last_done_at: instant.nullable(),
        overdue: z
          .boolean()
          .openapi({ description: "Two runs should have got something done since the last one that did." }),
      }),
    ),
    live: z
      .object({
        feeds: z.int().openapi({ description: "Objects that hold connections: one per tenant, more for very many." }),
        connections: z.int(),
        behind: z.object(backlog).openapi({ description: "Feeds with a connection that was not sent all there is." }),
        silent: z.object(backlog).openapi({ description: "Feeds that have not said for two minutes how they stand." }),
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
          .openapi({ description: "The ten that have been behind for the longest." }),
      })
      .openapi({ description: "The live feeds, as each says of itself every half minute while it has connections." }),
    webhooks: z.object({
      paused: z.object(backlog),
      lagging: z.int().openapi({ description: "Endpoints that have not read their tenant's log to its end." }),
      worst: z
        .array(z.object({ id: z.string(), tenant_id: z.string(), events_behind: z.int(), behind_since: instant }))
        .openapi({ description: "The ten that have been behind for the longest." }),
    }),
    stuck: z.array(z.object({ kind: z.enum(stuckKinds), ...backlog })),
  })
  .openapi("HealthReport");

const toBacklog = ({ count, oldestAt }: Backlog) => ({ count, oldest_at: isoTimeOrNull(oldestAt) });

export function toHealthReport(report: HealthReport): z.infer<typeof healthReport> {
  const { at, probe, accounts, queues, messageQueues, deadLetters, jobs, live, webhooks, stuck } = report;
  const attention = attentionOf(report);
  return {
    status: attention.length === 0 ? "ok" : "attention",
    attention,
    checked_at: isoTime(at),
    probe: {
      finished_at: isoTimeOrNull(probe.finishedAt),
      overdue: probe.overdue,
      checks: probe.checks.map(({ name, ok, latencyMs, reason }) => ({
        name,
        ok,
        latency_ms: latencyMs,
        reason,
        proves: checks[name],
      })),
    },
    carrier_accounts: accounts.map(({ account, outage, lately, lastAnsweredAt, lastFailedAt }) => ({
      account,
      circuit: outage ? ("open" as const) : ("closed" as const),
      recent: {
        answered: lately.answered,
        failed: lately.failed,
        not_sent: lately.notSent,
        error_rate: errorRate(lately),
      },
      last_answer_at: isoTimeOrNull(lastAnsweredAt),
      last_failure_at: isoTimeOrNull(lastFailedAt),
    })),
    queues: queues.map(({ queue, state, ...rest }) => ({ queue, state, ...toBacklog(rest) })),
    message_queues: messageQueues.map(({ queue, backlog, reason }) => ({
      queue,
      backlog: backlog && {
        messages: backlog.messages,
        bytes: backlog.bytes,
        oldest_at: isoTimeOrNull(backlog.oldestAt),
      },
      reason,
    })),
    dead_letters: toBacklog(deadLetters),
    jobs: jobs.map(({ name, cron, lastStatus, lastDoneAt, overdue }) => ({
      name,
      cron,
      last_status: lastStatus,
      last_done_at: isoTimeOrNull(lastDoneAt),
      overdue,
    })),
    live: {
      feeds: live.feeds,
      connections: live.connections,
      behind: toBacklog(live.behind),
      silent: toBacklog(live.silent),
      worst: live.worst.map((feed) => ({
        tenant_id: feed.tenantId,
        shard: feed.shard,
        connections: feed.connections,
        events_behind: feed.eventsBehind,
        behind_since: isoTimeOrNull(feed.behindSince),
        reported_at: isoTime(feed.reportedAt),
      })),
    },
    webhooks: {
      paused: toBacklog(webhooks.paused),
      lagging: webhooks.lagging,
      worst: webhooks.worst.map(({ id, tenantId, behind, since }) => ({
        id,
        tenant_id: tenantId,
        events_behind: behind,
        behind_since: isoTime(since),
      })),
    },
    stuck: stuck.map(({ kind, ...rest }) => ({ kind, ...toBacklog(rest) })),
  };
}
