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
 * queue `purchases`. A lane that is done takes the next item, so none of them waits for the slowest.
 */
export const PURCHASE_LANES = 10;
