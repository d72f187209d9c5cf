import { answer, describe } from "#kernel/http/openapi";
import { z } from "#kernel/http/schema";
import { closeReasons } from "./close-reasons";
import { ticket } from "./responses";
import type { LiveOperations } from "./routes";
import { PING, PONG } from "./wire";

const exampleTicket = "ten_01k9m8x3zt5v7w9y2a4c6e8g0j.0.5f0c…e91b";

const messages = `Every message is a JSON object with a \`type\`. The server sends:

| type | fields | meaning |
|---|---|---|
| \`hello\` | \`seq\`, \`after_seq\` | The first message: the \`seq\` of the newest event, and of the event after which your events start. |
| \`event\` | \`event\` | An event, in the form of \`GET /v1/events\`. Events come in \`seq\` order, each once. |
| \`caught_up\` | \`seq\` | You have received every event that existed when you connected. |
| \`position\` | \`seq\` | You have received every matching event up to this \`seq\`. Answer \`{"type": "ack", "seq": …}\` within 30 seconds. |
| \`gap\` | \`after_seq\`, \`next_seq\` | The events between these two are no longer in the event log; see \`GET /v1/events/archives\`. |
| \`subscribed\` | \`event_types\`, \`subjects\`, \`seq\` | The answer to \`subscribe\`. The new subscription applies to all events after \`seq\`. |

The client may send \`{"type": "subscribe", "event_types": […], "subjects": […]}\`, \`ack\`, and exactly \`${PING}\`, which is answered with
\`${PONG}\`. A subscription without event types and subjects receives every event; one with both receives the events that match either.
To resume after a broken connection, pass the last \`seq\` of any message as \`after_seq\`.

The server refuses a connection by closing it right after the handshake, because a browser does not show why a handshake failed. The codes:

| code | reason | meaning |
|---|---|---|
${Object.entries(closeReasons)
  .map(([reason, { code, meaning }]) => `| ${code} | \`${reason}\` | ${meaning} |`)
  .join("\n")}`;

export const liveDocs = describe<LiveOperations>("Live events", {
  createLiveTicket: {
    summary: "Get a ticket for a live connection",
    description:
      "Creates a ticket with which a browser connects to `/v1/live` without knowing your API key: create it on your server and pass " +
      "it to the page. It works once, within 60 seconds, and only for the page origin that you name. An unused ticket counts as a " +
      "connection until it expires.",
    body: { origin: "https://app.example.com" },
    success: {
      200: answer(ticket, "The ticket.", {
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
      "Connect with the ticket as a sub-protocol: `new WebSocket(url, protocols)`. A program that can send headers may send its API " +
      `key instead.\n\n${messages}\n\nThe codes do not change. A ticket that is refused is a close with one of them; an API key that is ` +
      "refused is a failed handshake, with a problem like those of other requests.",
    success: { 101: { description: "The connection." } },
  },
  streamEvents: {
    summary: "Follow your events as Server-Sent Events",
    description:
      "Streams the same messages as `/v1/live`, for networks that block WebSockets. `Last-Event-ID` resumes after that id and takes " +
      "precedence over `after_seq`. Events have no name; `hello`, `caught_up`, `position` and `gap` are named by their type, have an " +
      "id too, and need no answer. A comment every 15 seconds keeps the stream open. The stream ends after 5 minutes, or earlier with " +
      "an event `closed` that has a code of `/v1/live`. Reconnect with the last id.",
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
