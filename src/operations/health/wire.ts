import type { Backlog } from "#kernel/db/backlog";
import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { attentionOf, errorRate } from "./attention";
import { checks } from "./check";
import type { HealthReport } from "./report";
import type { healthReport } from "./responses";

const toBacklog = ({ count, oldestAt }: Backlog) => ({ count, oldest_at: isoTimeOrNull(oldestAt) });

const toAccount = ({ account, outage, lately, lastAnsweredAt, lastFailedAt }: HealthReport["accounts"][number]) => ({
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
});

export function toHealthReport(report: HealthReport): z.infer<typeof healthReport> {
  const { at, probe, accounts, tenantAccounts, queues, messageQueues, deadLetters, jobs, live, webhooks, stuck } =
    report;
  const attention = attentionOf(report);
  return {
    status: attention.length === 0 ? "ok" : "attention",
    attention,
    checked_at: isoTime(at),
    probe: {
      ended_at: isoTimeOrNull(probe.finishedAt),
      overdue: probe.overdue,
      checks: probe.checks.map(({ name, ok, latencyMs, error }) => ({
        name,
        ok,
        latency_ms: latencyMs,
        error,
        proves: checks[name],
      })),
    },
    carrier_accounts: accounts.map(toAccount),
    tenant_carrier_accounts: tenantAccounts.map(toAccount),
    queues: queues.map(({ queue, state, ...rest }) => ({ queue, state, ...toBacklog(rest) })),
    message_queues: messageQueues.map(({ queue, backlog, error }) => ({
      queue,
      backlog: backlog && {
        messages: backlog.messages,
        bytes: backlog.bytes,
        oldest_at: isoTimeOrNull(backlog.oldestAt),
      },
      error,
    })),
    dead_letters: toBacklog(deadLetters),
    jobs: jobs.map(({ name, database, cron, lastStatus, lastDoneAt, overdue }) => ({
      name,
      database,
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
