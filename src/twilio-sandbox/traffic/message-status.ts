import type { OwnedNumber } from "../account/numbers";
import type { Sandbox } from "../sandbox";
import { newToken, type Webhook } from "./webhook";

export const sentStatuses = ["queued", "sending", "sent", "delivered", "undelivered", "failed"] as const;

/** A message that left one of the account's numbers. */
export interface SentMessage {
  readonly sid: string;
  readonly from: OwnedNumber;
  readonly to: string;
}

export interface Report {
  readonly method: string;
  readonly url: string;
  readonly statuses: readonly (typeof sentStatuses)[number][];
  readonly errorCode?: number | undefined;
}

/** The statuses of a sent message, in the order in which they happen. */
export function statusWebhooks({ accountSid }: Sandbox, { sid, from, to }: SentMessage, report: Report): Webhook[] {
  return report.statuses.map((status) => ({
    name: `status ${status}`,
    method: report.method,
    url: report.url,
    token: newToken(),
    fields: {
      MessageSid: sid,
      SmsSid: sid,
      AccountSid: accountSid,
      From: from.phoneNumber,
      To: to,
      MessageStatus: status,
      SmsStatus: status,
      ApiVersion: from.settings.api_version,
      ...((status === "failed" || status === "undelivered") && { ErrorCode: String(report.errorCode ?? 30005) }),
    },
  }));
}
