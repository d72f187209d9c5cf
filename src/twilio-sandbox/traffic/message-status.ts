import type { StoredMessage } from "../account/messages";
import type { OwnedNumber } from "../account/numbers";
import { rfc2822 } from "../rest/wire";
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

interface MessageFacts {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** The number of its media files. */
  readonly media: number;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly status: string;
  readonly apiVersion: string;
}

/** A message as Twilio's Messages resource has it. */
export function messageToWire({ accountSid, now }: Sandbox, message: MessageFacts): StoredMessage {
  const { sid, from, to, body, media, direction, status, apiVersion } = message;
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    api_version: apiVersion,
    body,
    direction,
    from,
    to,
    status,
    num_segments: "1",
    num_media: String(media),
    messaging_service_sid: null,
    price: null,
    price_unit: null,
    error_code: null,
    error_message: null,
    date_created: rfc2822(now()),
    date_sent: status === "queued" ? null : rfc2822(now()),
    date_updated: rfc2822(now()),
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}

/** A message has got this status, with the code of its error if it failed. */
export function noteStatus({ messages, now }: Sandbox, sid: string, status: string, errorCode?: number): void {
  const failed = status === "failed" || status === "undelivered";
  messages.update(sid, {
    status,
    date_updated: rfc2822(now()),
    ...(status === "sent" && { date_sent: rfc2822(now()) }),
    ...(failed && { error_code: errorCode ?? 30005 }),
  });
}
