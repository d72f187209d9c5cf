// Pure: no I/O, no clock, no randomness.
import type { Backlog } from "#kernel/db/backlog";
import { attentionOf } from "./attention";
import type { QueueLength } from "./queue-lengths";
import type { HealthReport } from "./report";

/**
 * The health report in Prometheus' text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.
 * Labels name queues, states, jobs, checks and carrier accounts, never tenants, numbers or rows: that bounds the
 * series.
 */

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  /** A `null` value is unknown; its line is left out. */
  readonly samples: readonly { readonly labels: Labels; readonly value: number | null }[];
}

const unlabelled = (value: number | null) => [{ labels: {}, value }];
const seconds = (ms: number): number => ms / 1_000;
const secondsSince = (at: number | null, now: number): number | null => (at === null ? null : seconds(now - at));

/** Jobs on the first database have no label for it, so the series of a deployment stay when it gets another one. */
const jobLabels = (job: string, database: string): Labels => (database === "DB" ? { job } : { job, database });

export function metricsOf(report: HealthReport): readonly Metric[] {
  const { at, probe, accounts, queues, messageQueues, deadLetters, jobs, live, webhooks, stuck } = report;
  const age = ({ count, oldestAt }: Backlog): number | null => (count === 0 ? 0 : secondsSince(oldestAt, at));
  const perAccount = (valueIn: (account: HealthReport["accounts"][number]) => number | null) =>
    accounts.map((account) => ({ labels: { account: account.account }, value: valueIn(account) }));
  const perQueue = (valueIn: (backlog: Backlog) => number | null) => [
    ...queues.map((each) => ({ labels: { queue: each.queue, state: each.state }, value: valueIn(each) })),
    { labels: { queue: "orders", state: "dead_letter" }, value: valueIn(deadLetters) },
  ];
  const perMessageQueue = (valueIn: (backlog: NonNullable<QueueLength["backlog"]>) => number | null) =>
    messageQueues.map(({ queue, backlog }) => ({ labels: { queue }, value: backlog && valueIn(backlog) }));
  const perStuckKind = (valueIn: (backlog: Backlog) => number | null) =>
    stuck.map((each) => ({ labels: { kind: each.kind }, value: valueIn(each) }));
  const gauge = (name: string, help: string, samples: Metric["samples"]): Metric => ({
    name,
    type: "gauge",
    help,
    samples,
  });
  const counter = (name: string, help: string, samples: Metric["samples"]): Metric => ({
    name,
    type: "counter",
    help,
    samples,
  });
  return [
    gauge(
      "phone_manager_attention",
      "Entries in the health report's attention list.",
      unlabelled(attentionOf(report).length),
    ),
    gauge(
      "phone_manager_probe_ok",
      "1 if the check passed in the last run of the health job, else 0.",
      probe.checks.map(({ name, ok }) => ({ labels: { check: name }, value: ok ? 1 : 0 })),
    ),
    gauge(
      "phone_manager_probe_seconds",
      "Duration of the check in the last run of the health job, in seconds.",
      probe.checks.map(({ name, latencyMs }) => ({ labels: { check: name }, value: seconds(latencyMs) })),
    ),
    gauge(
      "phone_manager_probe_age_seconds",
      "Seconds since the health job last ended.",
      unlabelled(secondsSince(probe.finishedAt, at)),
    ),
    counter(
      "phone_manager_carrier_calls_total",
      "Requests to a carrier account, by outcome.",
      accounts.flatMap(({ account, total }) => [
        { labels: { account, outcome: "answered" }, value: total.answered },
        { labels: { account, outcome: "failed" }, value: total.failed },
        { labels: { account, outcome: "not_sent" }, value: total.notSent },
      ]),
    ),
    counter(
      "phone_manager_carrier_answered_seconds_total",
      "Total duration of a carrier account's answered requests, in seconds.",
      perAccount(({ total }) => seconds(total.answeredMs)),
    ),
    gauge(
      "phone_manager_carrier_last_answer_age_seconds",
      "Seconds since a carrier account last gave a usable answer.",
      perAccount(({ lastAnsweredAt }) => secondsSince(lastAnsweredAt, at)),
    ),
    gauge(
      "phone_manager_queue_items",
      "Order and bulk items in this state, counted up to 10,000.",
      perQueue(({ count }) => count),
    ),
    gauge("phone_manager_queue_oldest_seconds", "Age of the oldest item in this state, in seconds.", perQueue(age)),
    gauge(
      "phone_manager_message_queue_messages",
      "Messages in a Cloudflare queue, approximate.",
      perMessageQueue(({ messages }) => messages),
    ),
    gauge(
      "phone_manager_message_queue_bytes",
      "Total size of the messages in a Cloudflare queue, in bytes.",
      perMessageQueue(({ bytes }) => bytes),
    ),
    gauge(
      "phone_manager_message_queue_oldest_seconds",
      "Age of the oldest message in a Cloudflare queue, in seconds.",
      perMessageQueue(({ messages, oldestAt }) => (messages === 0 ? 0 : secondsSince(oldestAt, at))),
    ),
    gauge(
      "phone_manager_job_last_done_age_seconds",
      "Seconds since a job last completed a slice of its work.",
      jobs.map(({ name, database, lastDoneAt }) => ({
        labels: jobLabels(name, database),
        value: secondsSince(lastDoneAt, at),
      })),
    ),
    gauge(
      "phone_manager_job_overdue",
      "1 if two scheduled times have passed since a job last completed a slice, else 0.",
      jobs.map(({ name, database, overdue }) => ({ labels: jobLabels(name, database), value: overdue ? 1 : 0 })),
    ),
    gauge("phone_manager_live_connections", "Open connections of live feeds.", unlabelled(live.connections)),
    gauge(
      "phone_manager_live_behind",
      "Live feeds with a connection that lags behind the event log.",
      unlabelled(live.behind.count),
    ),
    gauge(
      "phone_manager_live_behind_seconds",
      "How long the first live feed has lagged, in seconds.",
      unlabelled(age(live.behind)),
    ),
    gauge(
      "phone_manager_live_silent",
      "Live feeds with connections that have stopped reporting.",
      unlabelled(live.silent.count),
    ),
    gauge(
      "phone_manager_webhooks_lagging",
      "Webhook endpoints that have not read the event log to its end.",
      unlabelled(webhooks.lagging),
    ),
    gauge(
      "phone_manager_webhooks_lag_seconds",
      "Age of the oldest event that a webhook endpoint has not read, in seconds.",
      unlabelled(webhooks.lagging === 0 ? 0 : secondsSince(webhooks.worst[0]?.since ?? null, at)),
    ),
    gauge(
      "phone_manager_webhooks_paused",
      "Webhook endpoints paused after days of failed deliveries.",
      unlabelled(webhooks.paused.count),
    ),
    gauge(
      "phone_manager_stuck",
      "Rows that have been in a transient state for too long, counted up to 10,000.",
      perStuckKind(({ count }) => count),
    ),
    gauge("phone_manager_stuck_oldest_seconds", "Age of the oldest stuck row, in seconds.", perStuckKind(age)),
  ];
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };
const escapeLabel = (text: string): string => text.replaceAll(/[\\\n"]/g, (char) => escapes[char] ?? char);

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** Renders the metrics. A metric without a known value is left out, its HELP and TYPE lines too. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, type, help, samples }) => {
      const lines = samples.flatMap(({ labels, value }) =>
        value === null ? [] : [`${name}${labelsText(labels)} ${value}\n`],
      );
      return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}
