// Pure: no I/O, no clock, no randomness.
/** Cloudflare's queues whose messages this Worker takes, each with what is in it. */
export const messageQueues = {
  purchases: "work",
  "purchases-dead": "dead_letters",
  bulk: "work",
  imports: "work",
  porting: "work",
  records: "work",
  "records-dead": "dead_letters",
} as const;

export type MessageQueue = keyof typeof messageQueues;

export const messageQueueNames = Object.keys(messageQueues) as readonly MessageQueue[];

/**
 * Items of large orders that are bought at once: the throttle towards the carrier, as one invocation at a time has the
 * queue `purchases`. When one is done, the next begins, so none waits for the slowest.
 */
export const PURCHASES_AT_ONCE = 10;

/**
 * How a message waits whose tenant is moving to another database: ten tries last two and a half hours so. The queues of
 * records have a hundred tries, with delays of their own.
 */
export const delayWhileMoving = (queue: string, attempts: number): { readonly delaySeconds?: number } =>
  queue.startsWith("records") ? {} : { delaySeconds: Math.min(30 * 2 ** (attempts - 1), 1_800) };
