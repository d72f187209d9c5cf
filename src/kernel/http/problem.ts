/** Every failure a caller can see, by code. The code is the promise: titles may be reworded, codes are never reused. */
export const problemCatalogue = {
  malformed_json: { status: 400, title: "The body is not JSON" },
  unauthenticated: { status: 401, title: "An API key is needed" },
  invalid_api_key: { status: 401, title: "The API key is not valid" },
  api_key_expired: { status: 401, title: "The API key has expired" },
  api_key_revoked: { status: 401, title: "The API key was revoked" },
  missing_scope: { status: 403, title: "The API key lacks a scope" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The path does not support this method" },
  number_held: { status: 409, title: "Another tenant holds the number" },
  number_owned: { status: 409, title: "The number already has an owner" },
  number_cooling_off: { status: 409, title: "The number was released a short while ago" },
  not_enough_numbers: { status: 409, title: "Too few matching numbers" },
  number_unavailable: { status: 409, title: "The number is no longer for sale" },
  reservation_limit_reached: { status: 409, title: "Too many live reservations" },
  reservation_ended: { status: 409, title: "The reservation is over" },
  illegal_transition: { status: 409, title: "The state does not allow this" },
  cost_limit_exceeded: { status: 409, title: "The order exceeds its cost limit" },
  deletion_locked: { status: 409, title: "The number has a deletion lock" },
  agent_assigned: { status: 409, title: "An agent is assigned to the number" },
  agent_in_use: { status: 409, title: "Numbers use the agent" },
  changed_meanwhile: { status: 409, title: "A concurrent request changed the resource" },
  job_running: { status: 409, title: "The job is running" },
  webhook_endpoint_limit_reached: { status: 409, title: "Too many webhook endpoints" },
  webhook_backlog_full: { status: 409, title: "Too many deliveries are waiting already" },
  request_in_progress: { status: 409, title: "A request with this Idempotency-Key is still running" },
  events_archived: { status: 410, title: "The events have been moved to the archive" },
  stale_version: { status: 412, title: "The If-Match version is not the current one" },
  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The media type of the body is not supported" },
  validation_failed: { status: 422, title: "The request is not valid" },
  agent_not_found: { status: 422, title: "The agent does not exist" },
  routing_loop: { status: 422, title: "The numbers would dial each other in a loop" },
  invalid_cursor: { status: 422, title: "The cursor is not valid" },
  cursor_in_future: { status: 422, title: "The cursor is beyond the newest event" },
  idempotency_key_reused: { status: 422, title: "The Idempotency-Key was used for another request" },
  number_type_unavailable: { status: 422, title: "The country has no numbers of this type" },
  number_rejected: { status: 422, title: "The carrier does not accept this number" },
  carrier_refused: { status: 422, title: "The carrier refused the request" },
  address_required: { status: 422, title: "The number needs an address" },
  local_address_required: { status: 422, title: "The number needs an address in its own country or area" },
  address_rejected: { status: 422, title: "The carrier does not accept this address for the number" },
  bundle_required: { status: 422, title: "The number needs a regulatory bundle" },
  bundle_rejected: { status: 422, title: "The carrier does not accept this bundle for the number" },
  identity_document_required: { status: 422, title: "The number needs a verified identity document" },
  upgrade_required: { status: 426, title: "The path accepts only WebSocket connections" },
  webhook_url_not_allowed: { status: 422, title: "Webhooks cannot be sent to this URL" },
  rate_limited: { status: 429, title: "Too many requests" },
  too_many_connections: { status: 429, title: "Too many live connections" },
  internal_error: { status: 500, title: "Unexpected error in the service" },
  carrier_credentials_invalid: { status: 502, title: "The carrier does not accept the account's credentials" },
  not_configured: { status: 503, title: "The deployment is not configured" },
  carrier_busy: { status: 503, title: "The carrier limits the platform's requests" },
  carrier_unavailable: { status: 503, title: "The carrier is not answering" },
  storage_unavailable: { status: 503, title: "The database is not answering" },
} as const;

export type ProblemCode = keyof typeof problemCatalogue;

/** One wrong field: `in` says which part of the request, `pointer` is a JSON pointer (RFC 6901) into that part. */
export interface FieldError {
  readonly in: "body" | "query" | "path" | "header";
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** Whole seconds; also sent as the Retry-After header. */
  readonly retryAfter?: number;
  /** The carrier's own error code, e.g. Twilio's 21422. */
  readonly carrierCode?: number | null;
  /** Further members of the problem document, already in wire form. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The only exception for failures that the caller sees. `runtime/problem-response.ts` sends it as RFC 9457 JSON. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.code = code;
    this.extras = extras;
  }

  get status(): (typeof problemCatalogue)[ProblemCode]["status"] {
    return problemCatalogue[this.code].status;
  }

  /** The RFC 9457 document. */
  toDocument(requestId: string): Record<string, unknown> {
    const { title, status } = problemCatalogue[this.code];
    const { errors, retryAfter, carrierCode, more } = this.extras;
    return {
      type: `/docs/errors#${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      request_id: requestId,
      ...(errors && { errors }),
      ...(retryAfter !== undefined && { retry_after: retryAfter }),
      ...(carrierCode !== undefined && { carrier_code: carrierCode }),
      ...more,
    };
  }
}

/** A `validation_failed` about one field. */
export const invalidField = (at: FieldError["in"], pointer: string, detail: string): Problem =>
  new Problem("validation_failed", detail, { errors: [{ in: at, pointer, detail }] });
