import type { WebhookContext } from "#kernel/ports/context";
import type { MessageWebhook } from "#kernel/values/telephony";
import { readForMessage } from "#traffic/messages/read-for-message";
import { checkMessageReplay } from "#traffic/messages/record-message";
import { readInTime } from "./read-in-time";
import { recordMessageAfterResponse } from "./record-after-response";
import {
  accepted,
  ofAnotherAccount,
  type RequestFingerprints,
  replayed,
  type WebhookResponse,
} from "./webhook-response";

/** Records the status of a forwarded message. Status callbacks come in any order. */
export async function recordMessageStatus(
  webhook: WebhookContext,
  message: MessageWebhook,
  request: RequestFingerprints,
): Promise<WebhookResponse> {
  const { carrierId, status, errorCode, from, to, segments } = message;
  if (carrierId === null || status === null) return accepted;
  const fingerprints = { ...request, event: `status:${status}` };
  const reading = await readInTime(webhook, () => readForMessage(webhook, carrierId, null));
  if (reading?.isOfSigner === false) return ofAnotherAccount;
  if (reading?.message && checkMessageReplay(reading.message, fingerprints, webhook.now) === "replayed")
    return replayed;
  const update = {
    carrierId,
    direction: "outbound",
    from,
    toNumber: to,
    body: null,
    media: [],
    segments,
    keyword: null,
    forwardedTo: null,
    lateForward: null,
    status,
    errorCode,
    fingerprints,
    storesFingerprints: true,
  } as const;
  recordMessageAfterResponse(webhook, update, reading);
  return accepted;
}
