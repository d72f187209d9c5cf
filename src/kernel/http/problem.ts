// Pure: no I/O, no clock, no randomness.
import type { Money } from "#kernel/values/money";

/** Every failure a caller can see, by code. The code is the promise: titles may be reworded, codes are never reused. */
export const problemCatalogue = {
  body_not_utf8: { status: 400, title: "The body is not UTF-8" },
  malformed_json: { status: 400, title: "The body is not JSON" },
  unauthenticated: { status: 401, title: "An API key is needed" },
  invalid_api_key: { status: 401, title: "The API key is not valid" },
  api_key_expired: { status: 401, title: "The API key has expired" },
  api_key_revoked: { status: 401, title: "The API key was revoked" },
  session_expired: { status: 401, title: "The session is over" },
  csrf_failed: { status: 403, title: "The request may come from another page" },
  missing_scope: { status: 403, title: "The API key lacks a scope" },
  tenant_suspended: { status: 403, title: "The tenant is suspended" },
  tenant_closed: { status: 403, title: "The tenant is closed" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The path does not support this method" },
  number_held: { status: 409, title: "Another tenant holds the number" },
  number_owned: { status: 409, title: "The number already has an owner" },
  number_already_yours: { status: 409, title: "The number is yours already" },
  number_in_use: { status: 409, title: "Something at Twilio answers the number" },
  requirements_not_met: { status: 409, title: "The porting request is not complete" },
  preflight_failed: { status: 409, title: "The pre-flight check found errors" },
  number_in_open_port: { status: 409, title: "The number is in an open port" },
  number_cooling_off: { status: 409, title: "The number was released a short while ago" },
  not_enough_numbers: { status: 409, title: "Too few matching numbers" },
  number_unavailable: { status: 409, title: "The number is no longer for sale" },
  reservation_limit_reached: { status: 409, title: "Too many live reservations" },
  number_limit_reached: { status: 409, title: "The tenant has as many numbers as it may have" },
  monthly_cost_limit_reached: { status: 409, title: "The tenant's numbers would cost more than they may" },
  reservation_ended: { status: 409, title: "The reservation is over" },
  number_not_purchased: { status: 409, title: "The number was not bought from the platform" },
  illegal_transition: { status: 409, title: "The state does not allow this" },
  cost_limit_exceeded: { status: 409, title: "The order exceeds its cost limit" },
  deletion_locked: { status: 409, title: "The number has a deletion lock" },
  agent_assigned: { status: 409, title: "An agent is assigned to the number" },
  redirect_not_allowed: { status: 409, title: "The agent's own TwiML may not run for the number" },
  test_call_unavailable: { status: 409, title: "No sandbox can ring the number" },
  agent_in_use: { status: 409, title: "Numbers use the agent" },
  carrier_account_connected: { status: 409, title: "The Twilio account is connected already" },
  carrier_account_in_use: { status: 409, title: "Numbers use the Twilio account" },
  webhooks_not_verifiable: { status: 409, title: "The account's webhooks cannot be verified" },
  carrier_account_limit_reached: { status: 409, title: "Too many Twilio accounts" },
  changed_meanwhile: { status: 409, title: "A concurrent request changed the resource" },
  job_running: { status: 409, title: "The job is running" },
  webhook_endpoint_limit_reached: { status: 409, title: "Too many webhook endpoints" },
  sip_trunk_limit_reached: { status: 409, title: "Too many SIP trunks" },
  portability_check_limit_reached: { status: 409, title: "Too many open portability checks" },
  sip_trunk_in_use: { status: 409, title: "The SIP trunk is in use" },
  webhook_backlog_full: { status: 409, title: "Too many deliveries are waiting already" },
  document_limit_reached: { status: 409, title: "The porting request has too many documents" },
  share_link_limit_reached: { status: 409, title: "The porting request has too many share links" },
  document_not_available: { status: 409, title: "The document has no contents to read" },
  request_in_progress: { status: 409, title: "A request with this Idempotency-Key is still running" },
  events_archived: { status: 410, title: "The events have been moved to the archive" },
  stale_version: { status: 412, title: "The If-Match version is not the current one" },
  length_required: { status: 411, title: "The request has no Content-Length" },
  body_too_large: { status: 413, title: "The body is too large" },
  document_empty: { status: 422, title: "The document is empty" },
  document_encrypted: { status: 422, title: "The document is encrypted" },
  document_incomplete: { status: 422, title: "A part of the document is missing" },
  document_type_mismatch: { status: 422, title: "The document is not what its media type says" },
  letter_not_printable: { status: 422, title: "The letter cannot show a name" },
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
  configuration_not_kept: { status: 409, title: "Twilio did not keep the number's settings" },
  carrier_credentials_invalid: { status: 502, title: "The carrier does not accept the account's credentials" },
  not_configured: { status: 503, title: "The deployment is not configured" },
  carrier_busy: { status: 503, title: "The carrier limits the platform's requests" },
  carrier_unavailable: { status: 503, title: "The carrier is not answering" },
  name_lookup_failed: { status: 503, title: "The host name could not be looked up" },
  storage_unavailable: { status: 503, title: "The database is not answering" },
  tenant_moving: { status: 503, title: "The tenant is moving to another database" },
} as const;

export type ProblemCode = keyof typeof problemCatalogue;

export const problemCodes = Object.keys(problemCatalogue).filter(
  (code): code is ProblemCode => code in problemCatalogue,
);

/** One wrong field: `in` says which part of the request, `pointer` is a JSON pointer (RFC 6901) into that part. */
export interface FieldError {
  readonly in: "body" | "query" | "path" | "header";
  readonly pointer: string;
  readonly detail: string;
}

/** Members that only problems of some codes have, in wire form. The document describes each of them. */
export interface ProblemMembers {
  readonly required_scope?: string;
  readonly first_seq?: number;
  readonly monthly_cost?: readonly { readonly amount: string; readonly currency: string }[];
  readonly available?: number;
  readonly phone_numbers?: readonly { readonly id: string; readonly phone_number: string }[];
  readonly loop?: readonly string[];
  readonly has_more?: boolean;
  readonly run_id?: string;
  readonly limit?: number;
  readonly used?: number;
  readonly requested?: number;
  readonly cost_limit?: Money;
  readonly cost_used?: Money;
  readonly cost_requested?: Money | null;
  readonly reason?: string | null;
  readonly since?: string | null;
  readonly allowed_transitions?: readonly string[];
  readonly conflicting_numbers?: readonly string[];
  readonly requirements?: readonly object[];
  readonly findings?: readonly object[];
}

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** Whole seconds; also sent as the Retry-After header. */
  readonly retryAfter?: number;
  /** The carrier's own error code, e.g. Twilio's 21422. */
  readonly carrierCode?: number | null;
  readonly more?: ProblemMembers;
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

/** A `validation_failed` whose detail begins with the first reason. There is at least one error. */
export function validationFailed(errors: readonly FieldError[], before = ""): Problem {
  const [first, ...others] = errors;
  const more = others.length === 0 ? "" : `; ${others.length} more in \`errors\``;
  return new Problem("validation_failed", `${before}${first?.detail} (${first?.in}${first?.pointer}${more})`, {
    errors,
  });
}

/** A `validation_failed` about one field. */
export const invalidField = (at: FieldError["in"], pointer: string, detail: string): Problem =>
  validationFailed([{ in: at, pointer, detail }]);
