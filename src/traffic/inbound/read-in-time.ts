import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";

/**
 * The database's share of the 2 seconds within which a webhook must be answered. The rest is for the Worker and the
 * network.
 */
export const READ_BUDGET_MS = 1_500;

/** Returns the result of `read`; `null` if it takes too long or fails, so that a caller gets an answer in any case. */
export async function readInTime<T>(webhook: WebhookContext, read: () => Promise<T>): Promise<T | null> {
  const { requestId: request_id } = webhook;
  let timer: ReturnType<typeof setTimeout> | null = null;
  try {
    const tooLate = new Promise<never>((_, reject) => {
      const fail = () => reject(new Error(`The read took longer than ${READ_BUDGET_MS} ms.`));
      timer = setTimeout(fail, READ_BUDGET_MS);
    });
    return await Promise.race([attempted(read), tooLate]);
  } catch (error) {
    console.error({
      message: "webhook: the database did not answer in time; the webhook is answered without it",
      request_id,
      error: describeError(error),
    });
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Turns an exception of `read` into a rejection: a broken binding throws synchronously. */
const attempted = async <T>(read: () => Promise<T>): Promise<T> => await read();
