import type { Context } from "#kernel/ports/context";
import { stepFor } from "./action-step";
import { type BulkRequest, matchNumbers } from "./match-numbers";
import type { BulkJobPreview } from "./responses";

/** The result that each number would have if the job ran now. Writes nothing. */
export async function previewJob(ctx: Context, asked: BulkRequest): Promise<BulkJobPreview> {
  const items = (await matchNumbers(ctx, asked)).map(({ asked: item, number, failure }) => {
    const step = number && !failure ? stepFor(asked.action, item.change ?? asked.change, number) : null;
    const error = failure ?? (step?.kind === "refuse" ? step.failure : null);
    return {
      phone_number: number?.e164 ?? item.reference,
      phone_number_id: number?.id ?? null,
      line: item.line,
      would_succeed: error === null,
      error,
    };
  });
  const would_succeed = items.filter((item) => item.would_succeed).length;
  return { action: asked.action, counts: { would_succeed, would_fail: items.length - would_succeed }, items };
}
