import { operations } from "../account/journal";
import { numberStatuses, portStatuses, rejectionReasons } from "../account/porting";

/** The answer of GET /sandbox: the control surface on one screen. */
export const listing = {
  about: "A stand-in for Twilio's REST API. State is kept between starts under npm start; nothing here costs money.",
  controls: {
    "POST /sandbox/faults":
      "{kind, operation?, phone_number?, page? (of lists), times? (1; -1 for ever), probability? (1), seed? (1), delay_ms?, retry_after?, status?, code?, message?} -> 201 {id}",
    "GET /sandbox/faults": "-> {faults: [{id, kind, ..., remaining, used}]}",
    "DELETE /sandbox/faults": "-> 204",
    "DELETE /sandbox/faults/{id}": "-> 204",
    "GET /sandbox/state": "?limit=1000 -> {account_sid, numbers, counts}",
    "GET /sandbox/purchases": "?phone_number= -> {phone_number, new_purchases, updates}; without a number: all of them",
    "GET /sandbox/requests":
      "?limit=100&operation=&phone_number= -> {requests: [{id, at, operation, phone_number, method, path, body, status, outcome, fault}]}, oldest first",
    "POST /sandbox/numbers":
      "{phone_number, friendly_name?, voice_url?, ...} -> 201 the number; {count, country?, type?, friendly_name?, voice_url?} -> 201 {added, phone_numbers}",
    "DELETE /sandbox/numbers/{e164}": "the account loses the number -> 204",
    "POST /sandbox/numbers/{e164}":
      "{address_sid?, bundle_sid?, identity_sid?, emergency_status? (Active, Inactive), emergency_address_sid?, emergency_address_status?}: its documents change -> 200 the number",
    "PATCH /sandbox/numbers/{e164}": "{friendly_name?, any field of its configuration} -> 200 the number",
    "POST /sandbox/accounts":
      "{sid?, friendly_name?, parent_sid? (of a sub-account), status? (active, suspended, closed), type? (Full, Trial), webhooks_api? (open; forbidden, not_found), tokens? ({us1, ie1, au1, jp1: {primary?, secondary?}})} -> 201 the account with its tokens and keys",
    "GET /sandbox/accounts": "-> {accounts}",
    "GET /sandbox/accounts/{sid}": "-> the account",
    "POST /sandbox/accounts/{sid}": "{friendly_name?, status?, type?, webhooks_api?, tokens?} -> 200 the account",
    "DELETE /sandbox/accounts/{sid}": "the account is gone with all that it has -> 204",
    "POST /sandbox/accounts/{sid}/keys":
      "{kind? (standard; main, restricted), region? (us1), friendly_name?, secret?, permissions? ({IncomingPhoneNumbers: read or write, ...} by the first part of the path)} -> 201 {sid, secret, ...}",
    "POST /sandbox/accounts/{sid}/keys/{key}": "{kind?, permissions?, friendly_name?}: restrict it -> 200 the key",
    "DELETE /sandbox/accounts/{sid}/keys/{key}": "revoke it -> 204",
    "ANY /sandbox/accounts/{sid}/{path}":
      "what /sandbox/{path} does for the platform's account: numbers, faults, calls, requests, ...; ?region=ie1 for the records of another region",
    "POST /sandbox/addresses": "{iso_country, city?, street?, ...} -> 201 the address",
    "POST /sandbox/bundles":
      "{iso_country, number_type, end_user_type? (business), status? (twilio-approved)} -> 201 the bundle; number_type as Twilio writes it: local, mobile, toll-free, national",
    "POST /sandbox/bundles/{sid}":
      "{status?, valid_until? (ISO 8601 or null)}: Twilio has reviewed it, or set it an end -> 200 the bundle",
    "POST /sandbox/messaging-services":
      "{friendly_name?, campaign_status? (null; PENDING, IN_PROGRESS, VERIFIED, FAILED, SUSPENDED), phone_numbers?} -> 201 the service",
    "POST /sandbox/messaging-services/{sid}":
      "{friendly_name?, campaign_status?, phone_numbers? (all it then has; each leaves the service it was in)} -> 200 the service",
    "DELETE /sandbox/messaging-services/{sid}": "-> 204",
    "POST /sandbox/toll-free-verifications":
      "{phone_number, status? (PENDING_REVIEW; IN_REVIEW, TWILIO_APPROVED, TWILIO_REJECTED)} -> 201 the verification",
    "POST /sandbox/toll-free-verifications/{sid}": "{status}: Twilio has reviewed it -> 200 the verification",
    "DELETE /sandbox/toll-free-verifications/{sid}": "-> 204",
    "GET /sandbox/ports": "-> {ports}, the newest first; GET /sandbox/ports/{sid} one of them",
    "POST /sandbox/ports/{sid}/next":
      "{lists_numbers? (true)}: one step of its life: In review, Waiting for Signature, In progress (numbers submitted, then pending with a date), Completed -> 200 {the port, webhooks: {sent, held}}",
    "POST /sandbox/ports/{sid}": `{status? (${portStatuses.join(", ")}, or any text), number_status? (${numberStatuses.join(", ")}, or any text), phone_numbers? (the open ones), rejection_reason? (${rejectionReasons.join(", ")}, or any text), rejection_reason_code?, port_date? (ISO 8601 or null), order_cancellation_reason?, lists_numbers? (true; false: a completed number is not in the account yet)} -> 200 {the port, webhooks}`,
    "GET /sandbox/port-webhooks": "-> {delivery, ..., held}",
    "POST /sandbox/port-webhooks":
      "{delivery? (now; hold, never), order? (in_order, reversed, shuffled), seed?, repeat?, late_ms?, signature? (url; body_sha256, none)} -> 200 the settings",
    "POST /sandbox/port-webhooks/send": "{order?, repeat?, ...}: sends what was held -> {sent}",
    "GET /sandbox/port-documents": "-> {documents: [{sid, document_type, mime_type, filename, bytes, sha256, ...}]}",
    "POST /sandbox/portability":
      "{phone_number, portable? (true), not_portable_reason?, not_portable_reason_code?, number_type? (LOCAL, MOBILE, TOLL-FREE, UNKNOWN), pin_and_account_number_required? (false), shape? (answer; error: HTTP 400)} -> 201; DELETE /sandbox/portability/{e164} -> 204",
    "POST /sandbox/port-outs":
      "{phone_number, webhook? (true)}: another carrier takes it -> 200 {phone_number, webhooks}",
    "POST /sandbox/calls":
      "{to, from?, dials? ([{status, seconds?}]), sip? ([{uri, status, seconds?, sip_code?}] for SIP addresses that contain uri), connect_seconds?, caller? ({turns: [{says?, audio?, digits?, interrupts?}], silence_seconds? (3), longest_seconds? (60)}), speed? (1), callbacks? (of initiated, ringing, answered, completed), order? (in_order, reversed, shuffled), seed?, repeat?, late_ms?} -> {call_sid, status, duration_seconds, steps}: rings one of the account's numbers and does what the answer says; an agent's WebSocket is opened unless connect_seconds is given",
    "POST /sandbox/byoc-calls":
      "{domain, user, from?, source_ip? (203.0.113.10), username?, password?, transport? (udp; tcp, tls), headers?, and what calls take but `to`} -> {sip_code, reason, call_sid, status, duration_seconds, steps}: an INVITE to a SIP domain",
    "GET /sandbox/calls/{sid}": "-> the same answer, once the call has ended",
    "GET /sandbox/calls/{sid}/agent.wav": "-> the audio that the agent sent",
    "POST /sandbox/messages":
      "{to, from?, body?, media? ([{url, type?}]), statuses?, error_code?, order?, seed?, repeat?, late_ms?} -> {message_sid, steps}",
    "POST /sandbox/gone": "{phone_number}: another buyer took it -> 201",
    "ANY /sandbox/receiver/{name}": "takes a webhook of the platform -> 204, or the answer set for it",
    "GET /sandbox/receivers/{name}": "-> {requests: [{at, headers, body}]}, oldest first",
    "POST /sandbox/receivers/{name}/answers":
      "{status? (204), headers?, body?, delay_ms?, breaks?, contains?, times? (1; -1 for ever)} -> 204; the oldest that fits is used up first",
    "DELETE /sandbox/receivers/{name}/answers": "-> 204",
    "POST /sandbox/reset": "-> 204",
  },
  operations: [...operations, "any"],
  faults: {
    answer_lost: "takes effect; then the connection breaks, after delay_ms if given",
    timeout_before: "no effect; hangs delay_ms (15000), then the connection breaks",
    rate_limited: "no effect; 429 / 20429, with Retry-After if retry_after is given",
    server_error: "no effect; 500 / 20500",
    server_error_after: "takes effect; then 500 / 20500",
    not_available: "buy only: 400 / 21422, and the number is gone from then on",
    slow: "waits delay_ms (1000), then takes effect and answers, also when the client has left",
    refuse: "no effect; the given status, code and message (400 / 20001)",
    html_error: "no effect; 503 with an HTML page",
    empty_body: "takes effect; the answer has its status and no body",
    truncated: "list only: half of the page, and no link to the next",
  },
};
