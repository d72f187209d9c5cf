import { createRoute, z } from "@hono/zod-openapi";
import { bearer, body, bodyProblems, createRouter, ctxOf, failures, json, wholeNumber } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type CloseReason, closeReasons } from "./close-reasons";
import { type ConnectResult, connectToFeed, upgradeResponse, wantsWebSocket } from "./connect";
import { issueTicket } from "./issue-ticket";
import { eventStream, pace } from "./server-sent-events";
import { type ConnectQuery, connectQuery, newTicket, PING, PONG, ticket } from "./wire";

const exampleTicket = "ten_01k9m8x3zt5v7w9y2a4c6e8g0j.0.5f0c…e91b";
const common = { security: bearer, tags: ["Live events"] };

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

const createTicket = createRoute({
  ...common,
  method: "post",
  path: "/v1/live/tickets",
  operationId: "createLiveTicket",
  summary: "Get a ticket for a live connection",
  description:
    "Lets a browser connect to `/v1/live` without knowing your API key: ask for it where the key is, hand it to the page. Good " +
    "once, for 60 seconds, and for the page origin that you name. It keeps a place among your connections until then. " +
    "Needs `events:read`.",
  request: { body: body(newTicket, { origin: "https://app.example.com" }) },
  responses: {
    201: json(ticket, "The ticket.", {
      ticket: exampleTicket,
      expires_at: "2026-11-22T10:01:00.000Z",
      url: "wss://numbers.example.com/v1/live",
      protocols: ["phone-manager.v1", `ticket.${exampleTicket}`],
    }),
    ...failures("too_many_connections", ...bodyProblems),
  },
});

const openSocket = createRoute({
  ...common,
  method: "get",
  path: "/v1/live",
  operationId: "connectLive",
  summary: "Follow your events over a WebSocket",
  description:
    "Connect with the ticket as a sub-protocol, `new WebSocket(url, protocols)`; a program that can send headers may send its API " +
    `key instead. Needs \`events:read\`.\n\n${messages}\n\nCodes are stable.`,
  request: { query: connectQuery },
  responses: {
    101: { description: "The connection." },
    ...failures("upgrade_required", "too_many_connections"),
  },
});

const streamEvents = createRoute({
  ...common,
  method: "get",
  path: "/v1/events/stream",
  operationId: "streamEvents",
  summary: "Follow your events as Server-Sent Events",
  description:
    "The same sequence as `/v1/live`, for places where WebSockets do not pass. `Last-Event-ID` says where you are and wins over " +
    "`after_seq`. Events come unnamed; `hello`, `caught_up`, `position` and `gap` are named, carry an id as well, and need no " +
    "answer. A comment every 15 seconds shows that the stream lives. It ends after 5 minutes, and before that with an event " +
    "`closed` that has a code of `/v1/live`: connect again with the last id. Needs `events:read`.",
  request: {
    query: connectQuery,
    headers: z.object({
      "last-event-id": wholeNumber(0, 999_999_999_999)
        .optional()
        .openapi({ type: "integer", minimum: 0, description: "The last id you received.", example: 41 }),
    }),
  },
  responses: {
    200: {
      description: "The stream.",
      content: {
        "text/event-stream": {
          schema: z.string(),
          example:
            'retry: 1000\n\nevent: hello\nid: 41\ndata: {"seq":42,"after_seq":41}\n\n' +
            'id: 42\ndata: {"seq":42,"id":"evt_…","type":"order.created",…}\n\nevent: caught_up\nid: 42\ndata: {"seq":42}\n\n',
        },
      },
    },
    ...failures("cursor_in_future", "too_many_connections"),
  },
});

/** A connection for a caller who has shown a key: a ticket is made and used at once. */
async function connectByKey(ctx: Context, origin: string | null, query: ConnectQuery): Promise<ConnectResult> {
  const made = await issueTicket(ctx, origin);
  const { feedObject, config } = ctx;
  return await connectToFeed({ feedObject, publicOrigin: config.publicOrigin }, { ticket: made.ticket, origin, query });
}

/** What a refusal is where an answer can say it. */
function problemOf(closing: CloseReason): Problem {
  const { meaning } = closeReasons[closing];
  switch (closing) {
    case "cursor_in_future":
      return new Problem("cursor_in_future", meaning);
    case "key_ended":
      return new Problem("api_key_revoked", meaning);
    default:
      return new Problem("storage_unavailable", meaning, { retryAfter: 2 });
  }
}

export const liveRoutes = createRouter()
  .openapi(createTicket, async (c) => c.json(await issueTicket(ctxOf(c), c.req.valid("json").origin ?? null), 201))
  .openapi(openSocket, async (c) => {
    requireScope(ctxOf(c), "events:read");
    if (!wantsWebSocket(c.req.header("upgrade"))) {
      c.header("upgrade", "websocket");
      throw new Problem("upgrade_required", "Ask for a WebSocket, or follow /v1/events/stream.");
    }
    const connected = await connectByKey(ctxOf(c), c.req.header("origin") ?? null, c.req.valid("query"));
    return upgradeResponse(connected, c.req.header("sec-websocket-protocol"));
  })
  .openapi(streamEvents, async (c) => {
    const { "last-event-id": lastSeen } = c.req.valid("header");
    const query = c.req.valid("query");
    const connected = await connectByKey(ctxOf(c), null, { ...query, after_seq: lastSeen ?? query.after_seq });
    if (connected.kind === "refused") throw problemOf(connected.closing);
    return c.body(eventStream(connected.socket, pace), 200, { "content-type": "text/event-stream; charset=utf-8" });
  });
