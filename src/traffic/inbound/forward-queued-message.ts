import { openFinding } from "#findings/facts";
import { carrierOfOwnAccount } from "#inventory/phone-numbers/carrier-of-number";
import { takesTraffic } from "#inventory/phone-numbers/lifecycle";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import { forwardedText, forwardTarget } from "#traffic/messages/forwarding";
import { moveLateForward } from "#traffic/messages/move-late-forward";
import { readForMessage } from "#traffic/messages/read-for-message";
import type { MessageRow } from "#traffic/messages/table";
import type { TrafficUpdate } from "./merge-for-owner";
import { messageStatusUrl } from "./result-urls";

/**
 * Forwards messages whose webhook's response could not do it, because the database did not answer in time. Each message
 * is forwarded at most once, after it is recorded.
 */

/** An older message is not forwarded: its recipient would take it for a new one. */
const MAX_AGE_MS = 12 * 60 * 60_000;

/** A message in `sending` for longer than this was left by a crash: the request to Twilio times out much earlier. */
const SENDING_MS = 60_000;

export const needsForwardDecision = (payload: TrafficUpdate): boolean =>
  payload.kind === "message" && payload.needsForwardDecision === true;

/** Returns the update with the decision whether to forward the message, by the number's current settings. */
export async function withForwardDecision<T extends TrafficUpdate>(webhook: WebhookContext, payload: T): Promise<T> {
  if (payload.kind !== "message" || !payload.needsForwardDecision) return payload;
  const { carrierId, keyword, from } = payload.update;
  const reading = await readForMessage(webhook, carrierId, from);
  const forwardedTo = forwardTarget(reading, { keyword, from });
  const lateForward = forwardedTo === null ? null : "due";
  const toNumber = reading.number?.e164 ?? payload.update.toNumber;
  return { ...payload, update: { ...payload.update, toNumber, forwardedTo, lateForward } };
}

/**
 * Forwards a message that is `due`. Writes `sending` before the request to Twilio, so that a crash in between loses the
 * forward instead of repeating it. Throws if the queue must redeliver, at most until the message is `MAX_AGE_MS` old.
 */
export async function forwardQueuedMessage(ctx: Context, webhook: WebhookContext, carrierId: string): Promise<void> {
  const { db, now } = ctx;
  const { message: row, number } = await readForMessage(webhook, carrierId, null);
  if (row?.lateForward === "sending") {
    if (now - row.updatedAt <= SENDING_MS) throw new Error("Another delivery of the queue is forwarding the message.");
    return await giveUp(ctx, row, { from: "sending", reason: "unknown" });
  }
  if (row?.lateForward !== "due" || row.forwardedTo === null) return;
  if (!number || !takesTraffic(number.status)) return await giveUp(ctx, row, { from: "due", reason: "number_gone" });
  if (now - row.createdAt > MAX_AGE_MS) return await giveUp(ctx, row, { from: "due", reason: "too_old" });
  // The account that signed the webhook has the number: see `isOfSigner`.
  const carrier = webhook.signedBy === null ? ctx.carrier : await carrierOfOwnAccount(ctx, webhook.phoneNumberId);
  if (!carrier) return await giveUp(ctx, row, { from: "due", reason: "number_gone" });
  if (!wroteSomething(await moveLateForward(db, row.id, "due", "sending", now))) {
    throw new Error("Another delivery of the queue has just begun to forward the message.");
  }
  const text = forwardedText(row.fromAddress, row.body);
  const { forwardedTo: to, media } = row;
  const sent = await carrier.send({ from: number.e164, to, text, media, statusUrl: messageStatusUrl(webhook) });
  switch (sent.kind) {
    case "ok":
      await moveLateForward(db, row.id, "sending", "sent", now);
      return;
    case "unavailable":
      await moveLateForward(db, row.id, "sending", "due", now);
      throw new Error("Twilio takes no messages at the moment.");
    case "refused":
      return await giveUp(ctx, row, { from: "sending", reason: "refused", carrierCode: sent.carrierCode });
    case "unknown":
      return await giveUp(ctx, row, { from: "sending", reason: "unknown" });
  }
}

interface Failure {
  /** The state of the late forward before the failure. */
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
