import { Hono } from "hono";
import { z } from "zod";
import { formField } from "../account/settings";
import { isValidNumber } from "../inventory/catalogue";
import { TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { type SentMessage, statusWebhooks } from "../traffic/message-status";
import { newSid, send } from "../traffic/webhook";
import { formValidator } from "./form";
import { operate } from "./operate";
import { rfc2822 } from "./wire";

const newMessage = z.object({
  From: formField,
  To: formField,
  Body: formField,
  StatusCallback: formField,
  MediaUrl: z.union([z.string(), z.array(z.string())]).optional(),
});
type MessageForm = z.output<typeof newMessage>;

const form = formValidator(newMessage);

const maxText = 1_600;
const maxMedia = 10;

/** Messages sent from numbers of the account. Each status goes to the StatusCallback after the answer. */
export function messageRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.post("/2010-04-01/Accounts/:account/Messages.json", form, (c) => {
    const fields = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "send",
      phoneNumber: fields.From,
      effect: () => {
        const message = sent(sandbox, fields);
        void report(sandbox, message, fields.StatusCallback ?? "");
        return { status: 201, body: messageToWire(sandbox, message, fields) };
      },
    });
  });
  return app;
}

const mediaOf = ({ MediaUrl }: MessageForm): string[] => [MediaUrl ?? []].flat();

function sent(sandbox: Sandbox, fields: MessageForm): SentMessage {
  const { From = "", To = "", Body = "" } = fields;
  const media = mediaOf(fields);
  const from = sandbox.numbers.byPhoneNumber(From);
  if (To === "") throw new TwilioProblem(400, 21604, "A 'To' phone number is required.");
  if (!isValidNumber(To)) throw new TwilioProblem(400, 21211, `Invalid 'To' Phone Number: ${To}`);
  if (From === "") throw new TwilioProblem(400, 21603, "A 'From' phone number is required.");
  if (!from) throw new TwilioProblem(400, 21606, `The 'From' phone number ${From} is not one of the account's.`);
  if (Body === "" && media.length === 0) throw new TwilioProblem(400, 21602, "Message body is required.");
  if (Body.length > maxText)
    throw new TwilioProblem(400, 21617, "The concatenated message body exceeds 1600 characters");
  if (media.length > maxMedia) throw new TwilioProblem(400, 21623, "Number of media files exceeds allowed limit.");
  return { sid: newSid(media.length > 0 ? "MM" : "SM"), from, to: To };
}

async function report(sandbox: Sandbox, message: SentMessage, url: string): Promise<void> {
  if (url === "") return;
  const statuses = ["sent", "delivered"] as const;
  for (const webhook of statusWebhooks(sandbox, message, { method: "POST", url, statuses }))
    await send(sandbox, webhook);
}

function messageToWire({ accountSid, now }: Sandbox, { sid, from, to }: SentMessage, fields: MessageForm) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    api_version: from.settings.api_version,
    body: fields.Body ?? "",
    direction: "outbound-api",
    from: from.phoneNumber,
    to,
    status: "queued",
    num_segments: "1",
    num_media: String(mediaOf(fields).length),
    messaging_service_sid: null,
    price: null,
    price_unit: null,
    error_code: null,
    error_message: null,
    date_created: rfc2822(now()),
    date_sent: null,
    date_updated: rfc2822(now()),
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}
