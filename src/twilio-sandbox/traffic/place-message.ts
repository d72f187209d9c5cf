import { z } from "zod";
import type { OwnedNumber } from "../account/numbers";
import type { Sandbox } from "../sandbox";
import { deliver, deliveryFields } from "./delivery";
import { fromCountry, geographyOf } from "./geography";
import { type Element, readTwiml } from "./markup";
import { messageToWire, noteStatus, type SentMessage, sentStatuses, statusWebhooks } from "./message-status";
import { type ConversationStep, newSid, newToken, send, type Webhook } from "./webhook";

/** The body of POST /sandbox/messages. */
export const messageBody = z.strictObject({
  to: z.string(),
  from: z.string().max(255).default("+14155550199"),
  from_country: fromCountry,
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
    ...geographyOf(["From"], order.from, order.from_country),
    ...geographyOf(["To"], number.phoneNumber),
    ...Object.fromEntries(media),
  };
  sandbox.messages.add(
    messageToWire(sandbox, {
      sid,
      from: order.from,
      to: number.phoneNumber,
      body: order.body,
      media: order.media.length,
      direction: "inbound",
      status: "received",
      apiVersion: ApiVersion,
    }),
  );
  const asked = await send(sandbox, { name: "message", method, url, fields, token: newToken() });
  const steps: ConversationStep[] = [asked];
  const verbs = asked.kind === "webhook" && asked.status === 200 ? readTwiml(asked.body) : null;
  for (const verb of verbs ?? []) {
    const to = verb.attributes.to ?? order.from;
    const text = [verb.text, ...verb.children.filter(({ name }) => name === "Body").map((each) => each.text)].join("");
    steps.push({ kind: "verb", verb: verb.name, detail: `to ${to}: ${text}` });
    if (verb.name === "Message") {
      const reply: SentMessage = { sid: newSid("SM"), from: number, to };
      sandbox.messages.add(
        messageToWire(sandbox, {
          ...reply,
          from: number.phoneNumber,
          body: text,
          media: verb.children.filter(({ name }) => name === "Media").length,
          direction: "outbound-reply",
          status: "queued",
          apiVersion: ApiVersion,
        }),
      );
      for (const status of order.statuses) noteStatus(sandbox, reply.sid, status, order.error_code);
      steps.push(...(await deliver(sandbox, callbacks(sandbox, reply, order, verb, url), order)));
    }
  }
  return { message_sid: sid, steps };
}

function callbacks(
  sandbox: Sandbox,
  reply: SentMessage,
  { statuses, error_code: errorCode }: MessageOrder,
  { attributes }: Element,
  base: string,
): Webhook[] {
  const action = attributes.statusCallback ?? attributes.action;
  if (action === undefined) return [];
  const report = { method: attributes.method ?? "POST", url: new URL(action, base).href, statuses, errorCode };
  return statusWebhooks(sandbox, reply, report);
}
