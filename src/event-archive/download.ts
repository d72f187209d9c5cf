import type { Context } from "../kernel/context";
import { describeError } from "../kernel/db";
import { Problem } from "../kernel/problem";
import { keyOf } from "./day";
import { archiveOf } from "./queries";

/** The object of an archived day, as a stream. */
export async function downloadArchive(ctx: Context, day: string): Promise<R2ObjectBody> {
  const { tenantId } = await archiveOf(ctx, day);
  const object = await ctx.archive.get(keyOf(tenantId, day)).catch((error: unknown) => {
    console.error({ message: "the archive failed", request_id: ctx.requestId, error: describeError(error) });
    throw new Problem("storage_unavailable", "The archive did not answer; try again in a moment.", { retryAfter: 2 });
  });
  if (!object) throw new Error(`The archive has lost ${keyOf(tenantId, day)}.`);
  return object;
}
