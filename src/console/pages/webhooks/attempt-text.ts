// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";
import { webhookTexts } from "../../strings/webhooks";

export type Delivery = Answer<"GET", "/v1/webhook-endpoints/{webhook_endpoint_id}/deliveries">["data"][number];

/** The result of an attempt: the server's status, or why there was no answer. */
export function attemptText(attempt: Delivery["attempts"][number] | undefined): string {
  if (!attempt) return webhookTexts.noAnswer;
  if (attempt.error) return attempt.error.detail;
  return attempt.response_status === null ? webhookTexts.noAnswer : webhookTexts.answered(attempt.response_status);
}
