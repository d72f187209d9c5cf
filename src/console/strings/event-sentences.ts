import type { EventDataOf, EventType } from "../api/events";

interface Helpers {
  /** Writes a phone number for people. */
  readonly phone: (e164: string) => string;
  /** Writes an instant for people. */
  readonly time: (iso: string) => string;
}

type Sentences = { readonly [Type in EventType]: (data: EventDataOf<Type>, helpers: Helpers) => string };

const because = (reason: string | null): string => (reason ? `: ${reason}` : "");
const numbers = (count: number): string => (count === 1 ? "1 number" : `${count} numbers`);
const rows = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);
const fields = (changed: readonly string[]): string => changed.map((name) => name.replaceAll("_", " ")).join(", ");
const words = (name: string): string => name.replaceAll("_", " ");
const named = (name: string | null): string => (name ? `“${name}”` : "without a name");

/** One sentence for each type of event, in the words of people who run numbers. */
export const eventSentences: Sentences = {
  "tenant.created": ({ name }) => `The tenant “${name}” was created`,
  "tenant.updated": ({ changed }) => `The tenant was changed: ${fields(changed)}`,
  "tenant.suspended": ({ reason }) => `The tenant was suspended${because(reason)}`,
  "tenant.resumed": ({ reason }) => `The tenant was resumed${because(reason)}`,
  "tenant.closed": ({ reason, release_numbers_at }, { time }) =>
    `The tenant was closed${because(reason)}; its numbers are released on ${time(release_numbers_at)}`,
  "tenant.reopened": ({ reason }) => `The tenant was reopened${because(reason)}`,
  "tenant.data_deleted": () => "The closed tenant's data was deleted",
  "tenant.move_started": ({ to_database }) => `The tenant's move to the database ${to_database} began`,
  "tenant.moved": ({ to_database }) => `The tenant moved to the database ${to_database}`,
  "tenant.move_canceled": ({ reason }) => `The tenant's move to another database was canceled${because(reason)}`,
  "api_key.created": ({ name }) => `The API key “${name}” was created`,
  "api_key.revoked": ({ name }) => `The API key “${name}” was revoked`,
  "api_key.sessions_ended": () => "All browser sessions of the API key were ended",
  "session.created": () => "A browser signed in to the console",
  "session.ended": () => "A browser signed out of the console",
  "session.tenant_switched": ({ acting_for }) =>
    acting_for ? "The platform's operator switched to a tenant" : "The platform's operator left a tenant",
  "reservation.created": ({ phone_number }, { phone }) => `${phone(phone_number)} is held`,
  "reservation.extended": ({ phone_number, expires_at }, { phone, time }) =>
    `The hold of ${phone(phone_number)} was extended to ${time(expires_at)}`,
  "reservation.canceled": ({ phone_number }, { phone }) => `The hold of ${phone(phone_number)} was canceled`,
  "reservation.expired": ({ phone_number }, { phone }) => `The hold of ${phone(phone_number)} has expired`,
  "reservation.purchasing": ({ phone_number }, { phone }) => `${phone(phone_number)} is being bought`,
  "reservation.reinstated": ({ phone_number }, { phone }) => `${phone(phone_number)} is held again`,
  "reservation.completed": ({ phone_number }, { phone }) => `The held number ${phone(phone_number)} was bought`,
  "reservation.lost": ({ phone_number }, { phone }) => `Another buyer took ${phone(phone_number)} first`,
  "reservation.failed": ({ phone_number }, { phone }) => `The held number ${phone(phone_number)} could not be bought`,
  "order.created": ({ item_count }) => `An order of ${numbers(item_count)} was placed`,
  "order.canceled": ({ item_count }) => `An order of ${numbers(item_count)} was canceled`,
  "order.item_pending": ({ phone_number }, { phone }) => `The purchase of ${phone(phone_number)} is under way`,
  "order.item_completed": ({ phone_number }, { phone }) => `The order brought ${phone(phone_number)}`,
  "order.item_failed": ({ phone_number, code }, { phone }) => `${phone(phone_number)} was not bought: ${words(code)}`,
  "regulatory_default.set": ({ country, type }) =>
    `The default documents for ${country} ${words(type)} numbers were set`,
  "regulatory_default.removed": ({ country, type }) =>
    `The default documents for ${country} ${words(type)} numbers were removed`,
  "regulatory_claim.freed": ({ kind }) => `A regulatory ${kind} is free for other tenants`,
  "finding.opened": ({ kind, severity }) => `A ${severity} finding was opened: ${words(kind)}`,
  "finding.resolved": ({ kind }) => `A finding was resolved: ${words(kind)}`,
  "finding.snoozed": ({ kind, until }, { time }) =>
    until ? `A finding was snoozed until ${time(until)}: ${words(kind)}` : `A finding was woken: ${words(kind)}`,
  "finding.assigned": ({ kind, assignee }) =>
    assignee
      ? `A finding was assigned to ${assignee}: ${words(kind)}`
      : `A finding has no assignee now: ${words(kind)}`,
  "bulk_job.created": ({ action, item_count }) => `A bulk job began: ${words(action)}, ${rows(item_count)}`,
  "bulk_job.completed": ({ action, item_count }) => `A bulk job ended: ${words(action)}, ${rows(item_count)}`,
  "import_job.created": ({ action, dry_run }) => `${dry_run ? "A preview" : "A job"} began: ${words(action)}`,
  "import_job.completed": ({ action, dry_run }) => `${dry_run ? "A preview" : "A job"} ended: ${words(action)}`,
  "portability_check.created": ({ number_count }) => `A portability check of ${numbers(number_count)} began`,
  "portability_check.completed": ({ number_count }) => `A portability check of ${numbers(number_count)} ended`,
  "agent.created": ({ name }) => `The agent “${name}” was created`,
  "agent.updated": ({ name, changed }) => `The agent “${name}” was changed: ${fields(changed)}`,
  "agent.deleted": ({ name }) => `The agent “${name}” was deleted`,
  "assignment.started": ({ phone_number }, { phone }) => `${phone(phone_number)} got an agent`,
  "assignment.ended": ({ phone_number }, { phone }) => `An agent left ${phone(phone_number)}`,
  "phone_number.purchased": ({ phone_number }, { phone }) => `${phone(phone_number)} was bought`,
  "phone_number.restored": ({ phone_number }, { phone }) => `${phone(phone_number)} was restored`,
  "phone_number.updated": ({ phone_number, changed }, { phone }) =>
    `${phone(phone_number)} was changed: ${fields(changed)}`,
  "phone_number.routing_changed": ({ phone_number, version }, { phone }) =>
    version === null
      ? `The routing of ${phone(phone_number)} was removed`
      : `The routing of ${phone(phone_number)} was changed (version ${version})`,
  "phone_number.transferred_out": ({ phone_number }, { phone }) => `${phone(phone_number)} went to another tenant`,
  "phone_number.transferred_in": ({ phone_number }, { phone }) => `${phone(phone_number)} came from another tenant`,
  "phone_number.suspended": ({ phone_number }, { phone }) => `${phone(phone_number)} was suspended`,
  "phone_number.resumed": ({ phone_number }, { phone }) => `${phone(phone_number)} was resumed`,
  "phone_number.releasing": ({ phone_number }, { phone }) => `${phone(phone_number)} is being released`,
  "phone_number.cooling_off": ({ phone_number }, { phone }) =>
    `${phone(phone_number)} was released and can be restored for ten days`,
  "phone_number.released": ({ phone_number }, { phone }) => `${phone(phone_number)} is gone for good`,
  "phone_number.lost": ({ phone_number }, { phone }) => `The carrier no longer has ${phone(phone_number)}`,
  "phone_number.ported_out": ({ phone_number }, { phone }) => `Another carrier has taken ${phone(phone_number)}`,
  "phone_number.found": ({ phone_number }, { phone }) => `The carrier has ${phone(phone_number)} again`,
  "phone_number.repaired": ({ phone_number, changed }, { phone }) =>
    `The carrier's settings of ${phone(phone_number)} were repaired: ${fields(changed)}`,
  "phone_number.adopted": ({ phone_number }, { phone }) =>
    `${phone(phone_number)} was adopted from the carrier account`,
  "phone_number.ported_in": ({ phone_number }, { phone }) => `${phone(phone_number)} was ported in`,
  "phone_number.imported": ({ phone_number }, { phone }) => `${phone(phone_number)} was imported`,
  "phone_number.detached": ({ phone_number }, { phone }) => `${phone(phone_number)} was detached`,
  "phone_number.added_to_trunk": ({ phone_number }, { phone }) => `${phone(phone_number)} was added to a SIP trunk`,
  "phone_number.removed_from_trunk": ({ phone_number }, { phone }) =>
    `${phone(phone_number)} was removed from a SIP trunk`,
  "phone_number.ownership_proved": ({ phone_number }, { phone }) =>
    `A call proved that ${phone(phone_number)} is yours`,
  "phone_number.readiness_changed": ({ phone_number, ready, causes }, { phone }) => {
    if (ready === null) return `${phone(phone_number)} is out of service`;
    const why = causes.length > 0 ? ` (${causes.map(words).join(", ")})` : "";
    return ready ? `Callers reach ${phone(phone_number)}${why}` : `Callers do not reach ${phone(phone_number)}${why}`;
  },
  "call.started": ({ from_address, to }, { phone }) => `${phone(from_address)} calls ${phone(to)}`,
  "call.completed": ({ from_address, to, status }, { phone }) =>
    `The call from ${phone(from_address)} to ${phone(to)} ended: ${words(status)}`,
  "message.received": ({ from_address, to, keyword }, { phone }) =>
    `A message from ${phone(from_address)} came${to ? ` to ${phone(to)}` : ""}${keyword ? `: ${keyword}` : ""}`,
  "message.status_changed": ({ to, status }, { phone }) =>
    `A message${to ? ` to ${phone(to)}` : ""} is ${words(status)}`,
  "health.probed": () => "The platform's health was checked",
  "sip_trunk.created": ({ name }) => `The SIP trunk “${name}” was created`,
  "sip_trunk.updated": ({ name, changed }) => `The SIP trunk “${name}” was changed: ${fields(changed)}`,
  "sip_trunk.deleted": ({ name }) => `The SIP trunk “${name}” was deleted`,
  "sip_trunk.provisioned": ({ name }) => `The SIP trunk “${name}” is set up at the carrier`,
  "sip_trunk.provisioning_failed": ({ name, detail }) => `The SIP trunk “${name}” could not be set up: ${detail}`,
  "sip_trunk.password_rotated": ({ name }) => `The SIP trunk “${name}” has a new password`,
  "sip_trunk.verification_step": ({ rung, status }) => `A SIP trunk's check “${words(rung)}”: ${words(status)}`,
  "sip_trunk.status_changed": ({ name, status }) => `The SIP trunk “${name}” is ${words(status)}`,
  "sip_trunk.first_call": ({ phone_number }, { phone }) =>
    `The first call over the SIP trunk came to ${phone(phone_number)}`,
  "webhook_endpoint.created": ({ host }) => `A webhook endpoint at ${host} was created`,
  "webhook_endpoint.updated": ({ changed }) => `A webhook endpoint was changed: ${fields(changed)}`,
  "webhook_endpoint.secret_rotated": ({ previous_expires_at }, { time }) =>
    `A webhook endpoint has a new secret; the old one counts until ${time(previous_expires_at)}`,
  "webhook_endpoint.paused": ({ host, failed_attempts }) =>
    `The webhook endpoint at ${host} is paused after ${failed_attempts} failed attempts`,
  "webhook_endpoint.disabled": ({ host }) => `The webhook endpoint at ${host} was disabled: it answered 410 Gone`,
  "webhook_endpoint.events_skipped": ({ host, from_seq, to_seq }) =>
    `The webhook endpoint at ${host} missed the events ${from_seq} to ${to_seq}`,
  "webhook_endpoint.deleted": ({ host }) => `The webhook endpoint at ${host} was deleted`,
  "porting_request.created": ({ name, number_count }) =>
    `The port ${named(name)} of ${numbers(number_count)} was created`,
  "porting_request.updated": ({ name, changed }) => `The port ${named(name)} was changed: ${fields(changed)}`,
  "porting_request.number_removed": ({ name, phone_number }, { phone }) =>
    `${phone(phone_number)} was removed from the port ${named(name)}`,
  "porting_request.deleted": ({ name }) => `The port ${named(name)} was deleted`,
  "porting_request.comment_created": ({ name }) => `A comment was written on the port ${named(name)}`,
  "porting_request.document_added": ({ kind }) => `A document was added to a port: ${words(kind)}`,
  "porting_request.document_removed": ({ kind }) => `A document was removed from a port: ${words(kind)}`,
  "porting_request.document_rejected": ({ kind, detail }) =>
    `A document of a port was rejected: ${words(kind)}, ${detail}`,
  "porting_request.link_created": () => "A link to a port was created",
  "porting_request.link_revoked": () => "A link to a port was revoked",
  "porting_request.link_expired": () => "A link to a port has expired",
  "porting_request.number_ported": ({ phone_number }, { phone }) => `${phone(phone_number)} has moved here`,
  "porting_request.status_changed": ({ status, reason }) => `A port is ${words(status)}${because(reason)}`,
  "porting_request.foc_changed": ({ foc_at }, { time }) =>
    foc_at ? `A port's numbers move on ${time(foc_at)}` : "A port has no date now",
  "porting_request.exception_reported": ({ reasons }) =>
    `The losing carrier refused a port: ${reasons.map(({ detail }) => detail).join("; ")}`,
  "porting_request.stalled": ({ status, days }) => `A port has stood still for ${days} days: ${words(status)}`,
  "porting_request.not_prepared": ({ problems }) =>
    `A port's date is near and something is missing: ${problems.map(({ detail }) => detail).join(" ")}`,
  "porting_request.number_delayed": ({ phone_number }, { phone }) =>
    `${phone(phone_number)} should have moved and is not in service`,
  "porting_request.carrier_updated": ({ carrier_request_id, carrier_status }) => {
    if (carrier_request_id === null) return "A port is to be sent to Twilio anew";
    return carrier_status ? `Twilio shows a port as ${words(carrier_status)}` : "Twilio has a port now";
  },
  "porting_request.messaging_changed": ({ phone_number }, { phone }) =>
    `The first text message to ${phone(phone_number)} came, so its messages have moved, too`,
  "porting_request.numbers_changed": ({ phone_numbers, status }) =>
    `${numbers(phone_numbers.length)} of a port: ${words(status)}`,
  "porting_request.split": ({ split_into }) => `A port was split into ${split_into.length} requests`,
  "porting_request.completed": ({ ported, not_ported }) =>
    `A port is complete: ${numbers(ported)} came${not_ported > 0 ? `, ${not_ported} did not` : ""}`,
  "carrier_account.created": ({ name }) => `The Twilio account “${name}” was connected`,
  "carrier_account.updated": ({ name, changed }) => `The Twilio account “${name}” was changed: ${fields(changed)}`,
  "carrier_account.deleted": ({ name }) => `The Twilio account “${name}” was removed`,
  "carrier_account.verified": ({ name, status }) => `The Twilio account “${name}” is ${status}`,
  "carrier_account.verification_failed": ({ name, rung }) =>
    `The check “${words(rung)}” of the Twilio account “${name}” failed`,
  "carrier_account.signing_key_rotated": ({ name }) => `The Twilio account “${name}” has a new signing key`,
};
