import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchAll } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { recordEntry } from "../requests/record-entry";
import { portingNumbers, portingRequests } from "../requests/table";
import { touchRequest } from "../requests/touch-request";

interface TextedNumber {
  readonly tenantId: string;
  /** The id that the number has in the inventory. */
  readonly phoneNumberId: string;
}

/**
 * Records that a ported number's text messages have moved, as its first one has come: Twilio's Porting API says nothing
 * about them. Repeating it changes nothing; if it is lost, the next message does the same.
 */
export async function recordFirstMessage(ctx: Context, { tenantId, phoneNumberId }: TextedNumber): Promise<void> {
  const isWaiting = and(
    eq(portingNumbers.phoneNumberId, phoneNumberId),
    eq(portingNumbers.tenantId, tenantId),
    eq(portingNumbers.messagingStatus, "activating"),
  );
  const [found] = await ctx.db
    .select({ number: portingNumbers, requestId: portingRequests.id })
    .from(portingNumbers)
    .innerJoin(portingRequests, eq(portingRequests.id, portingNumbers.portingRequestId))
    .where(isWaiting);
  if (!found) return;
  const { number, requestId } = found;
  const data = {
    phone_number: number.e164,
    phone_number_id: phoneNumberId,
    porting_number_id: number.id,
    messaging_status: "ported",
  };
  await batchAll(ctx.db, [
    ctx.db.update(portingNumbers).set({ messagingStatus: "ported", updatedAt: ctx.now }).where(isWaiting),
    recordEvent(ctx.db, systemSource(ctx, tenantId), "porting_request.messaging_changed", requestId, data),
    recordEntry(
      ctx,
      { id: requestId, tenantId },
      {
        kind: "messaging_changed",
        actor: { kind: "system", id: null },
        detail: `The first text message to ${number.e164} has come, so its messages have moved.`,
        data,
      },
    ),
    touchRequest(ctx, requestId),
  ]);
}
