import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { cleanup } from "../../src/cleanup/cleanup";
import { composeRun } from "../../src/compose";

/** Does all that the cleanup job finds to do, without a lease: so that two at once really are. */
export async function runCleanup(): Promise<void> {
  const moment = composeRun(env, createExecutionContext());
  let cursor: string | null = null;
  do {
    const slice = await cleanup.slice(moment(), cursor, () => true);
    if (slice.errors.length > 0) console.error(slice.errors);
    cursor = slice.next;
  } while (cursor !== null);
}
