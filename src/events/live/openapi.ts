import { answer, describe } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { closeReasons } from "./close-reasons";
import { ticket } from "./responses";
import type { LiveOperations } from "./routes";
import { PING, PONG } from "./wire";

const exampleTicket = "ten_01k9m8x3zt5v7w9y2a4c6e8g0j.0.5f0c…e91b";

const messages = `Every message is a JSON object with a \`type\`. You are sent:

| type | fields | meaning |
|---|---|---|
| \`hello\` | \`seq\`, \`after_seq\` | First of all: the newest event, and the one after which you go on. |
| \`event\` | \`event\` | An event, as \`GET /v1/events\` has it. In the order of \`seq\`, each once. |
| \`caught_up\` | \`seq\` | You have all there was when you connected. |
| \`position\` | \`seq\` | You have all up to here that you asked for. Answer with \`{"type": "ack", "seq": …}\` within 30 seconds. |
| \`gap\` | \`after_seq\`, \`next_seq\` | The events between these two are no longer kept. |
| \`subscribed\` | \`topics\`, \`subjects\`, \`seq\` | The answer to \`subscribe\`: holds for all events after \`seq\`. |

You may send \`{"type": "subscribe", "topics": […], "subjects": […]}\` (of neither: everything; of both: what is in one of them), \`ack\`, and
\`${PING}\`, exactly so, for which you get \`${PONG}\`. To go on after a broken connection give the last \`seq\` you were sent, of
whatever message, as \`after_seq\`.

A refusal is a close right after the handshake, as a browser sees nothing of a handshake that fails. The codes:

| code | reason | meaning |
|---|---|---|
${Object.entries(closeReasons)
  .map(([reason, { code, meaning }]) => `| ${code} | \`${reason}\` | ${meaning} |`)
  .join("\n")}`;

export const liveDocs = describe<LiveOperations>("Live events", {
  createLiveTicket: {
    summary: "Get a ticket for a live connection",
    description:
      "Lets a browser connect to `/v1/live` without knowing your API key: ask for it where the key is, hand it to the page. Good " +
      "once, for 60 seconds, and for the page origin that you name. It keeps a place among your connections until then.",
    body: { origin: "https://app.example.com" },
    success: {
      201: answer(ticket, "The ticket.", {
        ticket: exampleTicket,
        expires_at: "2026-11-22T10:01:00.000Z",
        url: "wss://numbers.example.com/v1/live",
        protocols: ["phone-manager.v1", `ticket.${exampleTicket}`],
      }),
    },
  },
  connectLive: {
    summary: "Follow your events over a WebSocket",
    description:
      "Connect with the ticket as a sub-protocol, `new WebSocket(url, protocols)`; a program that can send headers may send its API " +
      `key instead.\n\n${messages}\n\nCodes are stable.`,
    success: { 101: { description: "The connection." } },
  },
  streamEvents: {
    summary: "Follow your events as Server-Sent Events",
    description:
      "The same sequence as `/v1/live`, for places where WebSockets do not pass. `Last-Event-ID` says where you are and wins over " +
      "`after_seq`. Events come unnamed; `hello`, `caught_up`, `position` and `gap` are named, carry an id as well, and need no " +
      "answer. A comment every 15 seconds shows that the stream lives. It ends after 5 minutes, and before that with an event " +
      "`closed` that has a code of `/v1/live`: connect again with the last id.",
    success: {
      200: {
        description: "The stream.",
        files: {
          "text/event-stream": {
            schema: z.string(),
            example:
              'retry: 1000\n\nevent: hello\nid: 41\ndata: {"seq":42,"after_seq":41}\n\n' +
              'id: 42\ndata: {"seq":42,"id":"evt_…","type":"order.created",…}\n\nevent: caught_up\nid: 42\ndata: {"seq":42}\n\n',
          },
        },
      },
    },
  },
});
