import type { z } from "zod";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { sha256Hex, toHex } from "#kernel/values/digest";
import { isoTime } from "#kernel/values/time";
import type { ticket } from "./responses";
import { protocolsOf, SECRET_BYTES, TICKET_TTL_MS, ticketText } from "./ticket";

/** Issues a ticket for one connection, from the first shard that has room. The shards fill up one after the other. */
export async function issueTicket(ctx: Context, origin: string | null): Promise<z.infer<typeof ticket>> {
  requireScope(ctx, "events:read");
  const { tenantId, keyId } = ctx.principal;
  const { feed, publicOrigin } = ctx.config;
  const secret = toHex(ctx.randomBytes(SECRET_BYTES));
  for (let shard = 0; shard < feed.shards; shard += 1) {
    const text = ticketText(tenantId, shard, secret);
    const hash = await sha256Hex(text);
    const answer = await ctx.feedObject(tenantId, shard).issueTicket({ hash, keyId, origin, limits: feed });
    if (answer === "key_full")
      throw tooMany(`This API key has all of its ${feed.socketsPerKey} live connections in use.`);
    if (answer === "full") continue;
    return {
      ticket: text,
      expires_at: isoTime(ctx.now + TICKET_TTL_MS),
      url: `${publicOrigin.replace(/^http/, "ws")}/v1/live`,
      protocols: protocolsOf(text),
    };
  }
  throw tooMany(`Your tenant has all of its ${feed.shards * feed.sockets} live connections in use.`);
}

/** An unused ticket reserves a connection until it expires. */
const tooMany = (limit: string): Problem =>
  new Problem(
    "too_many_connections",
    `${limit} Close one, or wait a minute: an unused ticket reserves a connection until it expires.`,
    {
      retryAfter: TICKET_TTL_MS / 1_000,
    },
  );
