import { describeError } from "#kernel/db/db";

interface Alarm {
  /** The class of the object, and its id, which is a digest of its name: a number's name would be the number. */
  readonly object: string;
  readonly id: string;
  readonly now: () => number;
}

/**
 * Runs an object's alarm and logs one line about it. Returns `false` if `work` failed, so the caller sets a new
 * alarm.
 */
export async function runAlarm({ object, id, now }: Alarm, work: () => Promise<unknown>): Promise<boolean> {
  const begun = now();
  const fields = () => ({ message: "alarm", object, object_id: id, ms: now() - begun });
  try {
    await work();
    console.log({ ...fields(), outcome: "done" });
    return true;
  } catch (error) {
    console.error({ ...fields(), outcome: "failed", error: describeError(error) });
    return false;
  }
}
