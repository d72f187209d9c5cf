import type { FeedObject } from "#kernel/ports/feed-object";
import { sha256Hex } from "#kernel/values/digest";
import { type CloseReason, closeFrame, isCloseReason } from "./close-reasons";
import { PROTOCOL, parseTicket } from "./ticket";
import type { Connection, ConnectQuery } from "./wire";

interface ConnectRequest {
  readonly ticket: string;
  /** The request's `Origin`. */
  readonly origin: string | null;
  readonly query: ConnectQuery;
}

interface FeedAccess {
  readonly publicOrigin: string;
  readonly feedObject: (tenantId: string, shard: number) => FeedObject;
}

export type ConnectResult =
  | { readonly kind: "open"; readonly socket: WebSocket }
  | { readonly kind: "refused"; readonly closing: CloseReason };

/** Opens a connection to the object that issued the ticket, which checks and redeems it. */
export async function connectToFeed(
  { publicOrigin, feedObject }: FeedAccess,
  request: ConnectRequest,
): Promise<ConnectResult> {
  const issuer = parseTicket(request.ticket);
  if (!issuer) return { kind: "refused", closing: "invalid_ticket" };
  const { after_seq: afterSeq = null, event_types: eventTypes = null, subjects = null } = request.query;
  const connection: Connection = {
    ticketHash: await sha256Hex(request.ticket),
    origin: request.origin,
    publicOrigin,
    afterSeq,
    subscription: { eventTypes, subjects },
  };
  const answer = await feedObject(issuer.tenantId, issuer.shard).fetch("https://feed/", {
    headers: { upgrade: "websocket", [CONNECTION_HEADER]: JSON.stringify(connection) },
  });
  if (answer.webSocket) return { kind: "open", socket: answer.webSocket };
  const closing = await answer.text();
  if (isCloseReason(closing)) return { kind: "refused", closing };
  throw new Error(`The live feed answered ${answer.status}.`);
}

/** Carries the `Connection` as JSON from the Worker to the object. */
export const CONNECTION_HEADER = "x-connection";

/** The 101 answer for a WebSocket client. A refused one gets a socket that closes at once with the reason. */
export function upgradeResponse(connected: ConnectResult, protocols: string | undefined, detail?: string): Response {
  const offersProtocol = protocols?.split(",").some((name) => name.trim() === PROTOCOL);
  const headers = { ...(offersProtocol && { "sec-websocket-protocol": PROTOCOL }) };
  if (connected.kind === "open") return new Response(null, { status: 101, webSocket: connected.socket, headers });
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(...closeFrame(connected.closing, detail));
  console.log({ message: "live connection refused", reason: connected.closing });
  return new Response(null, { status: 101, webSocket: client, headers });
}

export const wantsWebSocket = (upgrade: string | undefined): boolean => upgrade?.toLowerCase() === "websocket";
