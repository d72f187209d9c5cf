import { type ApiRequest, ctxOf, wholeNumber } from "#kernel/http/http";
import { json, needs, operation, other } from "#kernel/http/operation";
import { Problem } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import type { Context } from "#kernel/ports/context";
import { type CloseReason, closeReasons } from "./close-reasons";
import { type ConnectResult, connectToFeed, upgradeResponse, wantsWebSocket } from "./connect";
import { issueTicket } from "./issue-ticket";
import type { Ticket } from "./responses";
import { eventStream, pace } from "./server-sent-events";
import { type ConnectQuery, connectQuery, newTicket } from "./wire";

const createTicket = operation({
  id: "createLiveTicket",
  method: "post",
  path: "/v1/live/tickets",
  access: needs("events:read"),
  body: newTicket,
  success: { 200: json<Ticket>() },
  failures: ["too_many_connections"],
});

const openSocket = operation({
  id: "connectLive",
  method: "get",
  path: "/v1/live",
  access: needs("events:read"),
  query: () => connectQuery(),
  success: { 101: other },
  failures: ["upgrade_required", "cursor_in_future", "too_many_connections"],
});

const streamEvents = operation({
  id: "streamEvents",
  method: "get",
  path: "/v1/events/stream",
  access: needs("events:read"),
  query: () => connectQuery(),
  headers: () =>
    z.object({
      "last-event-id": wholeNumber(0, 999_999_999_999)
        .optional()
        .openapi({ type: "integer", minimum: 0, description: "The last id you received.", example: 41 }),
    }),
  success: { 200: other },
  failures: ["cursor_in_future", "too_many_connections"],
});

/** Connects a caller that sent its API key: issues a ticket and uses it at once. */
async function connectByKey(ctx: Context, origin: string | null, query: ConnectQuery): Promise<ConnectResult> {
  const made = await issueTicket(ctx, origin);
  const { feedObject, config } = ctx;
  return await connectToFeed({ feedObject, publicOrigin: config.publicOrigin }, { ticket: made.ticket, origin, query });
}

/** The page that a session's request comes from, which authentication has checked; `null` for a request by API key. */
const originOfSession = (c: ApiRequest): string | null =>
  ctxOf(c).principal.session ? (c.req.header("origin") ?? null) : null;

/** The problem for a refused caller with an API key, which sees the answer to its request, unlike a browser's page. */
function problemOf(closing: CloseReason): Problem {
  const { meaning } = closeReasons[closing];
  switch (closing) {
    case "cursor_in_future":
      return new Problem("cursor_in_future", meaning);
    case "key_ended":
      return new Problem("api_key_revoked", meaning);
    case "tenant_inactive":
      return new Problem("tenant_suspended", meaning);
    default:
      return new Problem("storage_unavailable", meaning, { retryAfter: 2 });
  }
}

export type LiveOperations = typeof createTicket | typeof openSocket | typeof streamEvents;

export const liveRoutes = createRouter()
  .operation(createTicket, async (c) => {
    const { origin = originOfSession(c) } = c.req.valid("json");
    return c.json(await issueTicket(ctxOf(c), origin), 200);
  })
  .operation(openSocket, async (c) => {
    if (!wantsWebSocket(c.req.header("upgrade"))) {
      c.header("upgrade", "websocket");
      throw new Problem(
        "upgrade_required",
        "This path needs a WebSocket upgrade. Send Upgrade: websocket, or use GET /v1/events/stream.",
      );
    }
    const connected = await connectByKey(ctxOf(c), c.req.header("origin") ?? null, c.req.valid("query"));
    if (connected.kind === "refused") throw problemOf(connected.closing);
    return upgradeResponse(connected, c.req.header("sec-websocket-protocol"));
  })
  .operation(streamEvents, async (c) => {
    const { "last-event-id": lastSeen } = c.req.valid("header");
    const query = c.req.valid("query");
    const connected = await connectByKey(ctxOf(c), null, { ...query, after_seq: lastSeen ?? query.after_seq });
    if (connected.kind === "refused") throw problemOf(connected.closing);
    return c.body(eventStream(connected.socket, pace), 200, { "content-type": "text/event-stream; charset=utf-8" });
  });
