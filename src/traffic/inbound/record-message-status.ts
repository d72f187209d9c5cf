import type { WebhookContext } from "#kernel/ports/context";
import { checkReplay } from "#kernel/values/replay-guard";
import type { MessageWebhook } from "#kernel/values/telephony";
import { readForMessage } from "#traffic/messages/read-for-message";
import { inTime } from "./in-time";
import { storeMessage } from "./keep";
import { type RequestFingerprints, replayed, taken, type WebhookResponse } from "./reply";

/** What became of a message that was passed on, told in any order. */
export async function recordMessageStatus(
  door: WebhookContext,
  message: MessageWebhook,
  marks: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, status, errorCode, from, to, segments } = message;
  if (carrierId === null || status === null) return taken;
  const told = { ...marks, event: `status:${status}` };
  const known = await inTime(door, () => readForMessage(door, carrierId, null));
  if (known?.message && checkReplay(known.message.seen, told, door.now) === "replayed") return replayed;
  const sighting = {
    carrierId,
    direction: "outbound",
    fromNumber: from,
    toNumber: to,
    body: null,
    media: [],
    segments,
    keyword: null,
    forwardedTo: null,
    lateForward: null,
    status,
    errorCode,
    marks: told,
  } as const;
  storeMessage(door, sighting, known ?? undefined);
  return taken;
}
