import { z } from "zod";
import type { OwnedNumber } from "../account/numbers";
import type { Sandbox } from "../sandbox";
import { deliver, deliveryFields } from "./delivery";
import { type Element, readTwiml } from "./markup";
import { sentStatuses, statusWebhooks } from "./message-status";
import { type ConversationStep, newSid, newToken, send, type Webhook } from "./webhook";

/** The body of POST /sandbox/messages. */
export const messageBody = z.strictObject({
  to: z.string(),
  from: z.string().max(255).default("+14155550199"),
  body: z.string().max(1_600).default(""),
  media: z
    .array(z.strictObject({ url: z.string(), type: z.string().default("image/jpeg") }))
    .max(10)
    .default([]),
  /** The statuses of each message that the TwiML sends, reported to its action URL. */
  statuses: z.array(z.enum(sentStatuses)).max(6).default(["sent", "delivered"]),
  error_code: z.int().optional(),
  ...deliveryFields,
});
export type MessageOrder = z.output<typeof messageBody>;

/** Sends a message to a number of the account, and the messages that the answer asks for. */
export async function placeMessage(sandbox: Sandbox, number: OwnedNumber, order: MessageOrder) {
  const sid = newSid(order.media.length > 0 ? "MM" : "SM");
  const { sms_url: url, sms_method: method, api_version: ApiVersion } = number.settings;
  const media = order.media.flatMap(({ url, type }, index) => [
    [`MediaUrl${index}`, url],
    [`MediaContentType${index}`, type],
  ]);
  const fields = {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: sandbox.accountSid,
    From: order.from,
    To: number.phoneNumber,
    Body: order.body,
    NumMedia: String(order.media.length),
    NumSegments: "1",
    SmsStatus: "received",
    ApiVersion,
    ...Object.fromEntries(media),
  };
  const asked = await send(sandbox, { name: "message", method, url, fields, token: newToken() });
  const steps: ConversationStep[] = [asked];
  const verbs = asked.kind === "webhook" && asked.status === 200 ? readTwiml(asked.body) : null;
  for (const verb of verbs ?? []) {
    const to = verb.attributes.to ?? order.from;
    const text = [verb.text, ...verb.children.filter(({ name }) => name === "Body").map((each) => each.text)].join("");
    steps.push({ kind: "verb", verb: verb.name, detail: `to ${to}: ${text}` });
    if (verb.name === "Message") {
      steps.push(...(await deliver(sandbox, callbacks(sandbox, number, order, verb, to, url), order)));
    }
  }
  return { message_sid: sid, steps };
}

function callbacks(
  sandbox: Sandbox,
  from: OwnedNumber,
  { statuses, error_code: errorCode }: MessageOrder,
  { attributes }: Element,
  to: string,
  base: string,
): Webhook[] {
  const action = attributes.statusCallback ?? attributes.action;
  if (action === undefined) return [];
  const report = { method: attributes.method ?? "POST", url: new URL(action, base).href, statuses, errorCode };
  return statusWebhooks(sandbox, { sid: newSid("SM"), from, to }, report);
}
