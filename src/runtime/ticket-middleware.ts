import type { MiddlewareHandler } from "hono";
import { connectToFeed, upgradeResponse, wantsWebSocket } from "#events/live/connect";
import { ticketIn } from "#events/live/ticket";
import { connectQuery } from "#events/live/wire";
import type { AppEnv } from "#kernel/http/http";
import { requireConfig } from "./environment";
import { limitUnknownKeys } from "./rate-limit";
import { feedToConnect } from "./wake-subscribers";

/** Connects clients of `/v1/live` that send a ticket. Requests without one go on to authentication by API key. */
export const ticketMiddleware: MiddlewareHandler<AppEnv> = async (c, next) => {
  const protocols = c.req.header("sec-websocket-protocol");
  const ticket = ticketIn(protocols);
  if (ticket === null || !wantsWebSocket(c.req.header("upgrade"))) return await next();
  await limitUnknownKeys(c.env, c.req.header("cf-connecting-ip"));
  const query = connectQuery().safeParse(c.req.query());
  if (!query.success) {
    const field = query.error.issues[0]?.path[0] ?? "unknown field";
    return upgradeResponse({ kind: "refused", closing: "invalid_request" }, protocols, String(field));
  }
  const connected = await connectToFeed(
    {
      publicOrigin: requireConfig(c.env).publicOrigin,
      feedObject: (tenantId, shard) => feedToConnect(c.env, tenantId, shard),
    },
    { ticket, origin: c.req.header("origin") ?? null, query: query.data },
  );
  return upgradeResponse(connected, protocols);
};
