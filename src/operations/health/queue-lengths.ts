import { type MessageQueue, messageQueueNames } from "#kernel/ports/message-queues";

/** Reads the lengths of Cloudflare's queues from each queue's `metrics()`. */

/** The part of a queue binding that `lengthsOf` needs. */
export type Measurable = Pick<Queue, "metrics">;

export const queueErrors = ["no_answer", "metrics_failed"] as const;
type QueueError = (typeof queueErrors)[number];

export interface QueueLength {
  readonly queue: MessageQueue;
  /** `null`: unknown; `error` says why. Cloudflare may leave out messages in processing or waiting for a retry. */
  readonly backlog: { readonly messages: number; readonly bytes: number; readonly oldestAt: number | null } | null;
  readonly error: { readonly code: QueueError; readonly detail: string } | null;
}

/** A report waits at most this long for a queue's metrics. */
const MEASURED_WITHIN_MS = 1_000;

/** Reads the length of each queue. Never rejects: a queue that fails or is too slow has an unknown length. */
export const lengthsOf = (queues: Readonly<Record<MessageQueue, Measurable>>): Promise<QueueLength[]> =>
  Promise.all(
    messageQueueNames.map(async (queue) => {
      try {
        return { queue, backlog: await withTimeout(measure(queues[queue])), error: null };
      } catch (error) {
        return { queue, backlog: null, error: failureOf(error) };
      }
    }),
  );

async function measure(queue: Measurable): Promise<NonNullable<QueueLength["backlog"]>> {
  const { backlogCount, backlogBytes, oldestMessageTimestamp } = await queue.metrics();
  return { messages: backlogCount, bytes: backlogBytes, oldestAt: oldestMessageTimestamp?.getTime() ?? null };
}

const failureOf = (error: unknown): NonNullable<QueueLength["error"]> => ({
  code: error instanceof NoAnswer ? "no_answer" : "metrics_failed",
  detail: error instanceof Error ? error.message : String(error),
});

class NoAnswer extends Error {
  override readonly message = "The queue gave no answer in time.";
}

function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), MEASURED_WITHIN_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
