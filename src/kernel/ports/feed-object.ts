/** The port of a live feed's Durable Object. */

/** Limits per object. An unused ticket counts as a connection. */
export interface TicketLimits {
  readonly sockets: number;
  readonly socketsPerKey: number;
}

export interface TicketRequest {
  /** SHA-256 of the ticket, hex. */
  readonly hash: string;
  readonly keyId: string | null;
  readonly origin: string | null;
  readonly limits: TicketLimits;
}

export type TicketAnswer = "issued" | "full" | "key_full";

export interface FeedObject {
  issueTicket(request: TicketRequest): Promise<TicketAnswer>;
  /** The log may have grown. Only a hint. `false`: the feed has no listener, and no ticket for one. */
  wake(): Promise<boolean>;
  /** Opens a connection; see `src/events/live/connect.ts`. */
  fetch(url: string, init: RequestInit): Promise<Response>;
}
