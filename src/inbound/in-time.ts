import type { Door } from "../kernel/context";
import { describeError } from "../kernel/db";

/** Of the 2 seconds in which a webhook is answered, what the database may take; the rest is for us and the way. */
export const READ_BUDGET_MS = 1_500;

/** Waits before what could not be written down is tried again; all of them together end before the invocation does. */
const PAUSES_MS = [500, 2_000, 8_000] as const;

/** What `read` finds; null if it takes too long or fails. Callers are answered with or without the database. */
export async function inTime<T>(door: Door, read: () => Promise<T>): Promise<T | null> {
  const failed = (error: string): null => {
    console.error({ message: "a door could not read", request_id: door.requestId, error });
    return null;
  };
  const late = door.wait(READ_BUDGET_MS).then(() => "late" as const);
  const found = await Promise.race([
    attempted(read).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    late,
  ]);
  if (found === "late") return failed("It took too long.");
  return "value" in found ? found.value : failed(describeError(found.error));
}

/** As a promise whatever happens: a binding that is out of order throws at once. */
const attempted = async <T>(work: () => Promise<T>): Promise<T> => await work();

/** Writes after the answer, again and again for a while: a webhook that was answered does not come a second time. */
export function keepFor(door: Door, write: () => Promise<void>): void {
  door.later(
    (async () => {
      for (const pause of PAUSES_MS) {
        try {
          return await write();
        } catch (error) {
          console.error({ message: "a write is put off", request_id: door.requestId, error: describeError(error) });
          await door.wait(pause);
        }
      }
      await write();
    })(),
  );
}
