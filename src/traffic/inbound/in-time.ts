import { describeError } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";

/** Of the 2 seconds in which a webhook is answered, what the database may take; the rest is for us and the way. */
export const READ_BUDGET_MS = 1_500;

/** What `read` finds; null if it takes too long or fails. Callers are answered with or without the database. */
export async function inTime<T>(door: WebhookContext, read: () => Promise<T>): Promise<T | null> {
  try {
    return await within(door, READ_BUDGET_MS, read);
  } catch (error) {
    console.error({ message: "a door could not read", request_id: door.requestId, error: describeError(error) });
    return null;
  }
}

/** What `work` comes to, unless it takes longer. Nothing calls it back then: it may still come to an end, unheard. */
async function within<T>({ wait }: WebhookContext, ms: number, work: () => Promise<T>): Promise<T> {
  const late = wait(ms).then(() => Promise.reject(new Error(`It took longer than ${ms} ms.`)));
  return await Promise.race([attempted(work), late]);
}

/** As a promise whatever happens: a binding that is out of order throws at once. */
const attempted = async <T>(work: () => Promise<T>): Promise<T> => await work();
