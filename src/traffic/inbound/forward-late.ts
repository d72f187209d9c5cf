import { openFinding } from "#findings/facts";
import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import { moveLateForward } from "#traffic/messages/late-forward";
import { forwardedText } from "#traffic/messages/message-record";
import { readForMessage } from "#traffic/messages/read-for-message";
import type { MessageRow } from "#traffic/messages/table";
import type { RecordPayload } from "./merge";
import { targetOf } from "./message-target";
import { messageStatusUrl } from "./urls";

/**
 * Messages that came while the database was away: nobody could look up whether they are to be passed on, so the answer to their
 * webhook did not do it. They are passed on when they are written down, at most once.
 */

/** An older message is not passed on any more: who gets it would take it for a new one. */
const MAX_AGE_MS = 12 * 60 * 60_000;

/** Whoever sends a message has given up or died by then: the carrier is waited for much shorter. */
const SENDING_MS = 60_000;

export const isUndecided = (told: RecordPayload): boolean => told.kind === "message" && told.isUndecided === true;

/** The same with what is to become of the message, as its number is set up now. */
export async function decided<T extends RecordPayload>(door: WebhookContext, told: T): Promise<T> {
  if (told.kind !== "message" || !told.isUndecided) return told;
  const { carrierId, keyword, fromNumber } = told.sighting;
  const found = await readForMessage(door, carrierId, fromNumber);
  const forwardedTo = targetOf(found, keyword, fromNumber);
  const lateForward = forwardedTo === null ? null : "due";
  const toNumber = found.number?.e164 ?? told.sighting.toNumber;
  return { ...told, sighting: { ...told.sighting, toNumber, forwardedTo, lateForward } };
}

/**
 * Passes on a message that is due, having written down that it is being sent: whoever finds that and no outcome does not send
 * it again. Throws to be called again later, which its age ends.
 */
export async function forwardLate(ctx: Context, door: WebhookContext, carrierId: string): Promise<void> {
  const { db, now } = ctx;
  const { message: row, number } = await readForMessage(door, carrierId, null);
  if (row?.lateForward === "sending") {
    if (now - row.updatedAt <= SENDING_MS) throw new Error("The message is being passed on.");
    return await giveUp(ctx, row, { from: "sending", reason: "unknown" });
  }
  if (row?.lateForward !== "due" || row.forwardedTo === null) return;
  if (!number || !takesTraffic(number.status)) return await giveUp(ctx, row, { from: "due", reason: "number_gone" });
  if (now - row.createdAt > MAX_AGE_MS) return await giveUp(ctx, row, { from: "due", reason: "too_old" });
  if (!wroteSomething(await moveLateForward(db, row.id, "due", "sending", now))) {
    throw new Error("Somebody else is about to pass the message on.");
  }
  const text = forwardedText(row.fromNumber, row.body);
  const { forwardedTo: to, media } = row;
  const sent = await ctx.carrier.send({ from: number.e164, to, text, media, statusUrl: messageStatusUrl(door) });
  switch (sent.kind) {
    case "ok":
      await moveLateForward(db, row.id, "sending", "sent", now);
      return;
    case "unavailable":
      await moveLateForward(db, row.id, "sending", "due", now);
      throw new Error("The carrier takes no messages at the moment.");
    case "refused":
      return await giveUp(ctx, row, { from: "sending", reason: "refused", carrierCode: sent.carrierCode });
    case "unknown":
      return await giveUp(ctx, row, { from: "sending", reason: "unknown" });
  }
}

interface Failure {
  /** How far it had come. */
  readonly from: "due" | "sending";
  readonly reason: "number_gone" | "too_old" | "refused" | "unknown";
  readonly carrierCode?: number | null;
}

async function giveUp(ctx: Context, row: MessageRow, { from, reason, carrierCode = null }: Failure): Promise<void> {
  const { id, tenantId, phoneNumberId: phone_number_id } = row;
  const fact = { tenantId, kind: "message_not_forwarded", subjectType: "message", subjectId: id } as const;
  const evidence = { phone_number_id, reason, carrier_code: carrierCode };
  await ctx.db.batch([
    moveLateForward(ctx.db, id, from, "failed", ctx.now),
    ...openFinding(ctx, { ...fact, evidence }, previousWroteSomething),
  ]);
}
