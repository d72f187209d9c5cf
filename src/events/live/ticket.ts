import type { TicketAnswer, TicketLimits } from "#kernel/ports/feed-object";
import { idPattern, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { Closing } from "./closing";

/**
 * Tickets let a browser open a connection without showing it the API key: good once, for a minute, and for one page's
 * origin. The text names the object that issued it, `ten_….0.…`; the object keeps only the digest of the whole.
 */

export const TICKET_TTL_MS = 60_000;
export const SECRET_BYTES = 32;

/** The sub-protocol that is spoken, and the prefix of the one that carries the ticket. */
export const PROTOCOL = "phone-manager.v1";
const CARRIER = "ticket.";

export const ticketText = (tenantId: string, shard: number, secret: string): string => `${tenantId}.${shard}.${secret}`;

/** Which object issued this ticket, or `null` for text that is none. */
export function parseTicket(text: string): { tenantId: string; shard: number } | null {
  const [, tenantId = "", shard] = /^([a-z0-9_]+)\.(\d{1,2})\.[0-9a-f]{64}$/.exec(text) ?? [];
  if (tenantId !== PLATFORM_TENANT_ID && !idPattern("tenant").test(tenantId)) return null;
  return { tenantId, shard: Number(shard) };
}

export const protocolsOf = (ticket: string): [string, string] => [PROTOCOL, CARRIER + ticket];

/** The ticket in a `Sec-WebSocket-Protocol` header, `null` if there is none. */
export function ticketIn(header: string | undefined): string | null {
  const carrier = header?.split(",").find((name) => name.trim().startsWith(CARRIER));
  return carrier === undefined ? null : carrier.trim().slice(CARRIER.length);
}

/** A ticket as the object keeps it until it is used. */
export interface StoredTicket {
  readonly keyId: string | null;
  /** The page that may use it; `null`: no browser, or the console. */
  readonly origin: string | null;
  readonly expiresAt: number;
}

/** Whether there is room for one more. A ticket is a promise of a place, so those not used yet count like connections. */
export function redeemTicket(
  places: readonly (string | null)[],
  keyId: string | null,
  limits: TicketLimits,
): TicketAnswer {
  if (places.filter((holder) => holder === keyId).length >= limits.socketsPerKey) return "key_full";
  return places.length >= limits.sockets ? "full" : "issued";
}

interface Page {
  /** The `Origin` header, which every browser sends and no page can change; `null`: not a browser. */
  readonly origin: string | null;
  readonly publicOrigin: string;
}

/** What is wrong with using this ticket now and from this page, if anything. */
export function refusalOf(
  ticket: StoredTicket | undefined,
  { origin, publicOrigin }: Page,
  now: number,
): Closing | null {
  if (!ticket || ticket.expiresAt <= now) return "invalid_ticket";
  const allowed = ticket.origin === null ? origin === null || origin === publicOrigin : origin === ticket.origin;
  return allowed ? null : "origin_not_allowed";
}
