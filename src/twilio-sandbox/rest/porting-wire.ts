import type { PortDocumentFields, PortNumberFields, PortWebhookFields, SigningFields } from "../account/porting";
import type { Resource } from "../account/resources";
import type { Port, PortNumber } from "../porting/open-ports";
import type { Portability } from "../porting/portability";
import { titleOf } from "../porting/words";
import { iso8601 } from "./wire";

export function portabilityToWire(origin: string, phoneNumber: string, portability: Portability) {
  const { shape: _, ...fields } = portability;
  const url = `${origin}/v1/Porting/Portability/PhoneNumber/${phoneNumber}`;
  return { phone_number: phoneNumber, ...fields, url };
}

/** `status` in place of the port's own: Twilio answers a creation with "pending". */
export function portToWire(origin: string, port: Port, numbers: readonly PortNumber[], status?: string) {
  const { status: own, losing_carrier_information: carrier, ...fields } = port.fields;
  return {
    port_in_request_sid: port.sid,
    url: `${origin}/v1/Porting/PortIn/${port.sid}`,
    ...fields,
    losing_carrier_information: withoutGaps(carrier),
    port_in_request_status: status ?? own,
    phone_numbers: numbers.map(numberInPort),
    portability_advance_carrier: null,
    auto_cancel_approval_numbers: null,
    date_created: iso8601(port.createdAt),
  };
}

/** Twilio's schema has no null in these: a field that was not given is absent. */
const withoutGaps = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** In a port, the code of a rejection is text, and statuses are in title case. */
function numberInPort({ sid, fields, updatedAt }: PortNumber) {
  return {
    phone_number: fields.phone_number,
    number_type: fields.number_type,
    rejection_reason: fields.rejection_reason,
    rejection_reason_code: fields.rejection_reason_code === null ? null : String(fields.rejection_reason_code),
    status_last_time_updated_timestamp: iso8601(updatedAt),
    portable: fields.portable,
    not_portability_reason: fields.not_portability_reason,
    not_portability_reason_code: fields.not_portability_reason_code,
    port_in_phone_number_sid: sid,
    port_in_phone_number_status: titleOf(fields.status),
    port_date: fields.port_date,
    external_porting_vendor_phone_number_id: null,
  };
}

/** By itself, a number has the code of a rejection as a number, its status in lower case, and its PIN as a number. */
export function portNumberToWire(origin: string, port: Port, { sid, fields, createdAt, updatedAt }: PortNumber) {
  return {
    port_in_request_sid: port.sid,
    account_sid: port.fields.account_sid,
    phone_number_type: fields.number_type,
    date_created: iso8601(createdAt),
    country: fields.country,
    missing_required_fields: false,
    last_updated: iso8601(updatedAt),
    phone_number: fields.phone_number,
    portable: fields.portable,
    not_portability_reason: fields.not_portability_reason,
    not_portability_reason_code: fields.not_portability_reason_code,
    port_in_phone_number_status: fields.status,
    phone_number_sid: sid,
    port_out_pin: pinOf(fields),
    rejection_reason: fields.rejection_reason,
    rejection_reason_code: fields.rejection_reason_code,
    port_date: fields.port_date,
    url: `${origin}/v1/Porting/PortIn/${port.sid}/PhoneNumber/${sid}`,
  };
}

/** Leading zeros are lost. */
const pinOf = ({ pin }: PortNumberFields): number | null =>
  pin !== null && /^\d{1,15}$/.test(pin) ? Number(pin) : null;

/** A row of the list, whose timestamp is a date only. */
export function portInList(port: Port, numbers: readonly PortNumber[]) {
  return {
    port_in_request_sid: port.sid,
    port_in_request_status: port.fields.status,
    status_last_updated_timestamp: iso8601(port.updatedAt).slice(0, 10),
    phone_numbers_requested: numbers.length,
    phone_numbers_ported: numbers.filter(({ fields }) => fields.status === "completed").length,
    suggested_action: null,
  };
}

export function portDocumentToWire({ sid, fields }: Resource<PortDocumentFields>) {
  const { filename: _, bytes: __, sha256: ___, failure_reason, ...shown } = fields;
  return { sid, ...shown, ...(failure_reason !== null && { failure_reason }) };
}

export function portWebhooksToWire(origin: string, fields: PortWebhookFields) {
  const { port_in_target_date_created: portIn, port_out_target_date_created: portOut, ...shown } = fields;
  return {
    ...shown,
    port_in_target_date_created: portIn === null ? null : iso8601(portIn),
    port_out_target_date_created: portOut === null ? null : iso8601(portOut),
    url: `${origin}/v1/Porting/Configuration/Webhook`,
  };
}

export const signingToWire = (origin: string, fields: SigningFields) => ({
  ...fields,
  url: `${origin}/v1/SigningRequest/Configuration`,
});
