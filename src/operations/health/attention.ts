// Pure: no I/O, no clock, no randomness.
import { messageQueues } from "#kernel/ports/message-queues";
import type { QueueLength } from "./queue-lengths";
import type { HealthReport } from "./report";

/** Reasons for an operator to act: rules only. */

/** An account needs attention above this share of failed requests, once it has `MIN_REQUESTS` recent ones. */
const MAX_ERROR_RATE = 0.1;
const MIN_REQUESTS = 10;
/** An order item, a bulk item or a queue message that waits longer needs attention. */
const MAX_WAIT_MS = 15 * 60_000;
/** A subscriber that has not read an event for this long is not being woken. */
const MAX_LAG_MS = 5 * 60_000;

export const errorRate = ({
  answered,
  failed,
}: {
  readonly answered: number;
  readonly failed: number;
}): number | null => (answered + failed === 0 ? null : failed / (answered + failed));

const nameOfJob = ({ name, database }: HealthReport["jobs"][number]): string =>
  database === "DB" ? `jobs.${name}` : `jobs.${name} on ${database}`;

const isOlder = (at: number | null, ms: number, now: number): boolean => at !== null && now - at > ms;

/**
 * A dead-letter queue needs attention from its first message on: every retry failed. An unknown length does not
 * count.
 */
const needsAttention = ({ queue, backlog }: QueueLength, now: number): boolean =>
  backlog !== null &&
  (messageQueues[queue] === "dead_letters" ? backlog.messages > 0 : isOlder(backlog.oldestAt, MAX_WAIT_MS, now));

/** Returns what an operator must look at, such as `jobs.cleanup` or `stuck.unknown_items`; empty when all is well. */
export function attentionOf(report: HealthReport): string[] {
  const { at, probe, accounts, queues, messageQueues: queueLengths, deadLetters, jobs, live, webhooks, stuck } = report;
  return [
    ...(probe.overdue ? ["probe.overdue"] : []),
    ...probe.checks.filter(({ ok }) => !ok).map(({ name }) => `probe.${name}`),
    ...accounts
      .filter(({ outage, lately }) => {
        const requests = lately.answered + lately.failed;
        return (
          outage !== null ||
          lately.notSent > 0 ||
          (requests >= MIN_REQUESTS && (errorRate(lately) ?? 0) > MAX_ERROR_RATE)
        );
      })
      .map(({ account }) => `carrier_accounts.${account}`),
    ...queues
      .filter(({ oldestAt }) => isOlder(oldestAt, MAX_WAIT_MS, at))
      .map(({ queue, state }) => `queues.${queue}_${state}`),
    ...queueLengths.filter((length) => needsAttention(length, at)).map(({ queue }) => `message_queues.${queue}`),
    ...(deadLetters.count > 0 ? ["queues.dead_letters"] : []),
    ...jobs.filter(({ overdue, lastStatus }) => overdue || lastStatus === "died").map(nameOfJob),
    ...(isOlder(live.behind.oldestAt, MAX_LAG_MS, at) ? ["live.behind"] : []),
    ...(live.silent.count > 0 ? ["live.silent"] : []),
    ...(webhooks.worst.some(({ since }) => isOlder(since, MAX_LAG_MS, at)) ? ["webhooks.lagging"] : []),
    ...(webhooks.paused.count > 0 ? ["webhooks.paused"] : []),
    ...stuck.filter(({ count }) => count > 0).map(({ kind }) => `stuck.${kind}`),
  ];
}
