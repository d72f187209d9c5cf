// Pure: no I/O, no clock, no randomness.
import type { RungStatus } from "./gateway";

/** The meaning of a final SIP answer to OPTIONS: one table by code (RFC 3261, section 21, and carriers' habits). */

export interface ReplyMeaning {
  readonly status: Extract<RungStatus, "passed" | "warning" | "failed">;
  /** The place where calls would fail, if they do. */
  readonly failurePoint: string;
  readonly check: string;
}

const passed = (failurePoint: string, check: string): ReplyMeaning => ({ status: "passed", failurePoint, check });
const warning = (failurePoint: string, check: string): ReplyMeaning => ({ status: "warning", failurePoint, check });
const failed = (failurePoint: string, check: string): ReplyMeaning => ({ status: "failed", failurePoint, check });

/**
 * 401, 403, 404, 405, 407 and 501 come from servers that are up. 408 and the faults of the 5xx class mean that calls
 * would not get through now.
 */
const meanings: Readonly<Record<number, ReplyMeaning>> = {
  400: warning(
    "Message format",
    "The gateway did not understand the request. Check that it speaks plain SIP on this port.",
  ),
  401: passed("Credentials", "The gateway asks for credentials. Check the user name and the password."),
  403: warning(
    "Permission at the gateway",
    "Check its list of allowed addresses and its credentials. The probe comes from changing addresses of Cloudflare, so an allow-list refuses it even if calls work.",
  ),
  404: warning(
    "Domain or user at the gateway",
    "Check that the host is the domain that the gateway knows. Some servers answer so to every OPTIONS request.",
  ),
  405: passed("None", "The gateway does not take OPTIONS, which is no hindrance to calls."),
  407: passed("Credentials", "The gateway asks for credentials. Check the user name and the password."),
  408: failed(
    "Behind the gateway",
    "A server behind the gateway did not answer in time. Ask the carrier whether it is up.",
  ),
  410: warning("Domain at the gateway", "The domain has moved for good. Ask the carrier for the new one."),
  420: warning("SIP extensions", "The gateway demands an extension. Check its settings for required options."),
  421: warning("SIP extensions", "The gateway demands an extension. Check its settings for required options."),
  423: warning("Registration", "The gateway treats the request as a registration. Check that this is a SIP trunk."),
  429: warning("Rate limit", "The gateway gets too many requests. Probe it less often."),
  480: warning("User at the gateway", "Nothing is registered there at the moment. Check the phone system behind it."),
  481: warning("SIP dialogs", "The gateway takes the request for a part of a call. Check its SIP settings."),
  482: failed(
    "Routing at the gateway",
    "The request came back to where it had been. Check the gateway's routes for a loop.",
  ),
  483: failed(
    "Routing at the gateway",
    "The request went over too many servers. Check the gateway's routes for a loop.",
  ),
  484: warning("Number format", "The gateway wants more digits. Check the number format and the prefix."),
  486: warning("User at the gateway", "The target is busy, so the gateway is up."),
  488: warning("Media", "The gateway refuses the media. Check codecs and encryption (SRTP)."),
  500: failed("The gateway itself", "The gateway has an internal error. Look at its log, or ask the carrier."),
  501: passed("None", "The gateway does not know OPTIONS, which is no hindrance to calls."),
  502: failed("Behind the gateway", "A server behind the gateway gave a bad answer. Ask the carrier."),
  503: failed("The gateway itself", "The gateway is overloaded or in maintenance, or has no route. Ask the carrier."),
  504: failed(
    "Behind the gateway",
    "A server behind the gateway did not answer in time. Ask the carrier whether it is up.",
  ),
  505: warning("SIP version", "The gateway does not speak SIP 2.0. Check that the port belongs to SIP."),
  513: failed("Message size", "The request is too large for the gateway. Check its limits."),
  600: warning("User at the gateway", "The target is busy everywhere, so the gateway is up."),
  603: warning(
    "Account at the carrier",
    "The gateway declines. Check that the account is active; Twilio answers so if it is suspended.",
  ),
};

const classes: Readonly<Record<number, ReplyMeaning>> = {
  2: passed("None", "The gateway answers."),
  3: warning(
    "Address of the gateway",
    "The gateway names another address. Redirects are not followed: enter the address that it names, if it is right.",
  ),
  4: warning("Request at the gateway", "The gateway refuses the request. Look up the reason phrase in its manual."),
  5: failed("The gateway itself", "The gateway has a fault. Look at its log, or ask the carrier."),
  6: warning("Account at the carrier", "The gateway refuses for good. Ask the carrier for the reason."),
};

/** `code`: 200 to 699. */
export const meaningOfReply = (code: number): ReplyMeaning =>
  meanings[code] ?? classes[Math.floor(code / 100)] ?? failed("The gateway itself", "Ask the carrier.");
