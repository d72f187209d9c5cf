// Pure: no I/O, no clock, no randomness.
import type { Backlog } from "#kernel/db/backlog";
import { attentionOf } from "./attention";
import type { QueueLength } from "./queue-lengths";
import type { HealthReport } from "./report";

/**
 * The report in Prometheus' text form, 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/. Labels are
 * names of ours and the few carrier accounts, never a tenant, a number or an id of a row.
 */

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  /** An unknown value gives no line. */
  readonly samples: readonly { readonly labels: Labels; readonly value: number | null }[];
}

const one = (value: number | null) => [{ labels: {}, value }];
const seconds = (ms: number): number => ms / 1_000;
const secondsSince = (at: number | null, now: number): number | null => (at === null ? null : seconds(now - at));

export function metricsOf(report: HealthReport): readonly Metric[] {
  const { at, probe, accounts, queues, messageQueues, deadLetters, jobs, live, webhooks, stuck } = report;
  const age = ({ count, oldestAt }: Backlog): number | null => (count === 0 ? 0 : secondsSince(oldestAt, at));
  const ofAccounts = (valueIn: (account: HealthReport["accounts"][number]) => number | null) =>
    accounts.map((account) => ({ labels: { account: account.account }, value: valueIn(account) }));
  const ofQueues = (valueIn: (backlog: Backlog) => number | null) => [
    ...queues.map((each) => ({ labels: { queue: each.queue, state: each.state }, value: valueIn(each) })),
    { labels: { queue: "orders", state: "dead_letter" }, value: valueIn(deadLetters) },
  ];
  const ofMessages = (valueIn: (backlog: NonNullable<QueueLength["backlog"]>) => number | null) =>
    messageQueues.map(({ queue, backlog }) => ({ labels: { queue }, value: backlog && valueIn(backlog) }));
  const ofStuck = (valueIn: (backlog: Backlog) => number | null) =>
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
      "How many things of the health report need a look.",
      one(attentionOf(report).length),
    ),
    gauge(
      "phone_manager_probe_ok",
      "Whether the last run of the health job got through, by check.",
      probe.checks.map(({ name, ok }) => ({ labels: { check: name }, value: ok ? 1 : 0 })),
    ),
    gauge(
      "phone_manager_probe_seconds",
      "How long the check took in the last run of the health job.",
      probe.checks.map(({ name, latencyMs }) => ({ labels: { check: name }, value: seconds(latencyMs) })),
    ),
    gauge(
      "phone_manager_probe_age_seconds",
      "How long ago the health job last came to its end.",
      one(secondsSince(probe.finishedAt, at)),
    ),
    counter(
      "phone_manager_carrier_calls_total",
      "Calls to a carrier account, by what came of them.",
      accounts.flatMap(({ account, total }) => [
        { labels: { account, outcome: "answered" }, value: total.answered },
        { labels: { account, outcome: "failed" }, value: total.failed },
        { labels: { account, outcome: "not_sent" }, value: total.notSent },
      ]),
    ),
    counter(
      "phone_manager_carrier_answered_seconds_total",
      "How long a carrier account's answers took together.",
      ofAccounts(({ total }) => seconds(total.answeredMs)),
    ),
    gauge(
      "phone_manager_carrier_last_answer_age_seconds",
      "How long ago a carrier account last gave a usable answer.",
      ofAccounts(({ lastAnsweredAt }) => secondsSince(lastAnsweredAt, at)),
    ),
    gauge(
      "phone_manager_queue_items",
      "Items that wait, counted up to 10,000.",
      ofQueues(({ count }) => count),
    ),
    gauge("phone_manager_queue_oldest_seconds", "How old the oldest item is that waits.", ofQueues(age)),
    gauge(
      "phone_manager_message_queue_messages",
      "Messages in a queue of Cloudflare's.",
      ofMessages(({ messages }) => messages),
    ),
    gauge(
      "phone_manager_message_queue_bytes",
      "How large they are together.",
      ofMessages(({ bytes }) => bytes),
    ),
    gauge(
      "phone_manager_message_queue_oldest_seconds",
      "How old the oldest of them is.",
      ofMessages(({ messages, oldestAt }) => (messages === 0 ? 0 : secondsSince(oldestAt, at))),
    ),
    gauge(
      "phone_manager_job_last_done_age_seconds",
      "How long ago a job last got something done.",
      jobs.map(({ name, lastDoneAt }) => ({ labels: { job: name }, value: secondsSince(lastDoneAt, at) })),
    ),
    gauge(
      "phone_manager_job_overdue",
      "Whether two runs of a job should have got something done since the last that did.",
      jobs.map(({ name, overdue }) => ({ labels: { job: name }, value: overdue ? 1 : 0 })),
    ),
    gauge("phone_manager_live_connections", "Connections of live feeds.", one(live.connections)),
    gauge(
      "phone_manager_live_behind",
      "Live feeds with a connection that was not sent all there is.",
      one(live.behind.count),
    ),
    gauge("phone_manager_live_behind_seconds", "For how long the first of them has been.", one(age(live.behind))),
    gauge("phone_manager_live_silent", "Live feeds that do not say how they stand.", one(live.silent.count)),
    gauge(
      "phone_manager_webhooks_lagging",
      "Endpoints that have not read their log to its end.",
      one(webhooks.lagging),
    ),
    gauge(
      "phone_manager_webhooks_lag_seconds",
      "How old the oldest event is that an endpoint has not read.",
      one(webhooks.lagging === 0 ? 0 : secondsSince(webhooks.worst[0]?.since ?? null, at)),
    ),
    gauge(
      "phone_manager_webhooks_paused",
      "Endpoints that nothing could be delivered to for days.",
      one(webhooks.paused.count),
    ),
    gauge(
      "phone_manager_stuck",
      "Things that should be over by now, counted up to 10,000.",
      ofStuck(({ count }) => count),
    ),
    gauge("phone_manager_stuck_oldest_seconds", "How old the oldest of them is.", ofStuck(age)),
  ];
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };
const escapeLabel = (text: string): string => text.replaceAll(/[\\\n"]/g, (char) => escapes[char] ?? char);

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** A metric without a sample has no lines at all. */
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
