import { recordEvents } from "#events/log/record";
import { systemSource } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import type { Completion } from "./complete-number";
import { moveByPlatform } from "./moves";
import type { PortWork } from "./work";

/**
 * Records that numbers are ported, which are in service, with their proof and events, in one batch; the status of the
 * request follows from theirs. If the invocation dies before, the next one finds them in service and records it.
 */
export async function markPorted(
  ctx: Context,
  before: PortWork,
  completions: readonly Completion[],
): Promise<PortWork> {
  const completed = completions.flatMap((each) => (each.kind === "completed" ? [each] : []));
  if (completed.length === 0) return before;
  const { id, tenantId } = before.request;
  const source = { ...systemSource(ctx, tenantId), at: ctx.now + ctx.elapsedMs() };
  const events = completed.map(({ number, phoneNumberId, provedBy }) => ({
    subjectId: id,
    data: {
      phone_number: number.e164,
      phone_number_id: phoneNumberId,
      porting_number_id: number.id,
      proved_by: provedBy,
    },
  }));
  return await moveByPlatform(ctx, before, "system", {
    numbers: completed.map(({ number }) => ({ id: number.id, name: "port" })),
    numberColumns: completed.map(({ number, phoneNumberId, provedBy, hasMessages }) => ({
      id: number.id,
      phoneNumberId,
      provedBy,
      messagingStatus: hasMessages ? ("activating" as const) : ("not_applicable" as const),
    })),
    also: [recordEvents(ctx.db, source, "porting_request.number_ported", events)],
  });
}
