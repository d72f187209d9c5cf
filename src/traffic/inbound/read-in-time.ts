import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";

/**
 * A webhook must be answered within 2 seconds; the database may take this much of it, the rest is for us and the
 * network.
 */
export const READ_BUDGET_MS = 1_500;

/** The result of `read`; null if it takes too long or fails. A caller gets an answer with or without the database. */
export async function readInTime<T>(webhook: WebhookContext, read: () => Promise<T>): Promise<T | null> {
  const { wait, requestId: request_id } = webhook;
  try {
    const tooLate = wait(READ_BUDGET_MS).then(() =>
      Promise.reject(new Error(`The read took longer than ${READ_BUDGET_MS} ms.`)),
    );
    return await Promise.race([attempted(read), tooLate]);
  } catch (error) {
    console.error({
      message: "webhook: the database did not answer in time, so the answer does without it",
      request_id,
      error: describeError(error),
    });
    return null;
  }
}

/** A rejected promise instead of an exception: a binding that is out of order throws at once. */
const attempted = async <T>(read: () => Promise<T>): Promise<T> => await read();
