import { Hono } from "hono";
import { z } from "zod";
import { formField } from "../account/settings";
import { isValidNumber } from "../inventory/catalogue";
import { notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { messageToWire, noteStatus, type SentMessage, statusWebhooks } from "../traffic/message-status";
import { newSid, send } from "../traffic/webhook";
import { formValidator } from "./form";
import { operate } from "./operate";
import { classicPage } from "./paging";

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
        const body = messageToWire(sandbox, {
          ...message,
          apiVersion: message.from.settings.api_version,
          from: message.from.phoneNumber,
          body: fields.Body ?? "",
          media: mediaOf(fields).length,
          direction: "outbound-api",
          status: "queued",
        });
        sandbox.messages.add(body);
        void report(sandbox, message, fields.StatusCallback ?? "");
        return { status: 201, body };
      },
    });
  });
  app.get("/2010-04-01/Accounts/:account/Messages.json", (c) =>
    operate(sandbox, c, {
      operation: "messages",
      effect: () => {
        const url = new URL(c.req.url);
        const filter = { from: url.searchParams.get("From"), to: url.searchParams.get("To") };
        return { status: 200, body: classicPage(url, "messages", sandbox.messages.all(filter)) };
      },
    }),
  );
  app.get("/2010-04-01/Accounts/:account/Messages/:file{[^/]+\\.json}", (c) =>
    operate(sandbox, c, {
      operation: "messages",
      effect: () => {
        const message = sandbox.messages.bySid(c.req.param("file").replace(".json", ""));
        if (!message) throw notFound(c.req.path);
        return { status: 200, body: message };
      },
    }),
  );
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

/** Without a callback URL the message is delivered all the same. */
async function report(sandbox: Sandbox, message: SentMessage, url: string): Promise<void> {
  for (const status of ["sent", "delivered"] as const) {
    noteStatus(sandbox, message.sid, status);
    if (url === "") continue;
    for (const webhook of statusWebhooks(sandbox, message, { method: "POST", url, statuses: [status] }))
      await send(sandbox, webhook);
  }
}
