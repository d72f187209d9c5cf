// Pure: no I/O, no clock, no randomness.
import type { TicketAnswer, TicketLimits } from "#kernel/ports/feed-object";
import { idPattern, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { CloseReason } from "./close-reasons";

/**
 * Tickets let a browser open a live connection without knowing the API key. A ticket works once, for one minute, and
 * for one page origin. Its text, `<tenant id>.<shard>.<secret>`, names the object that issued it. The object stores its
 * SHA-256.
 */

export const TICKET_TTL_MS = 60_000;
export const SECRET_BYTES = 32;

/** The WebSocket sub-protocol of the feed, and the prefix of the second one, which carries the ticket. */
export const PROTOCOL = "phone-manager.v1";
const TICKET_PREFIX = "ticket.";

export const ticketText = (tenantId: string, shard: number, secret: string): string => `${tenantId}.${shard}.${secret}`;

/** The object that issued this ticket; `null` if the text is not a ticket. */
export function parseTicket(text: string): { tenantId: string; shard: number } | null {
  const [, tenantId = "", shard] = /^([a-z0-9_]+)\.(\d{1,2})\.[0-9a-f]{64}$/.exec(text) ?? [];
  if (tenantId !== PLATFORM_TENANT_ID && !idPattern("tenant").test(tenantId)) return null;
  return { tenantId, shard: Number(shard) };
}

export const protocolsOf = (ticket: string): [string, string] => [PROTOCOL, TICKET_PREFIX + ticket];

/** The ticket in a `Sec-WebSocket-Protocol` header; `null` if it has none. */
export function ticketIn(header: string | undefined): string | null {
  const protocol = header?.split(",").find((name) => name.trim().startsWith(TICKET_PREFIX));
  return protocol === undefined ? null : protocol.trim().slice(TICKET_PREFIX.length);
}

/** A ticket as the object stores it until it is used. */
export interface StoredTicket {
  readonly keyId: string | null;
  /**
   * The page origin that may use the ticket; `null`: only clients other than browsers, and the platform's own
   * pages.
   */
  readonly origin: string | null;
  readonly expiresAt: number;
}

/**
 * Whether one more ticket may be issued. `keyIds` has one entry per connection and per unused ticket, because a ticket
 * reserves a connection.
 */
export function checkCapacity(
  keyIds: readonly (string | null)[],
  keyId: string | null,
  limits: TicketLimits,
): TicketAnswer {
  if (keyIds.filter((holder) => holder === keyId).length >= limits.socketsPerKey) return "key_full";
  return keyIds.length >= limits.sockets ? "full" : "issued";
}

interface Page {
  /** The `Origin` header. Every browser sends it and no page can change it. `null`: the client is not a browser. */
  readonly origin: string | null;
  readonly publicOrigin: string;
}

/** Why this ticket can't be used now and from this page; `null` if it can. */
export function checkTicket(
  ticket: StoredTicket | undefined,
  { origin, publicOrigin }: Page,
  now: number,
): CloseReason | null {
  if (!ticket || ticket.expiresAt <= now) return "invalid_ticket";
  const allowed = ticket.origin === null ? origin === null || origin === publicOrigin : origin === ticket.origin;
  return allowed ? null : "origin_not_allowed";
}
