import { z } from "zod";
import type { LosingCarrier, PortNumberFields } from "../account/porting";
import { countryOfNumber, isValidNumber, offerFor } from "../inventory/catalogue";
import { invalidParameter, TwilioProblem } from "../problem";
import { areRelated } from "../rest/incoming-changes";
import type { Sandbox } from "../sandbox";
import type { Port } from "./open-ports";
import { type Portability, portabilityOf } from "./portability";

const MAX_NUMBERS = 1_000;
/** Twilio wants this many days' notice for US numbers. */
const MIN_NOTICE_DAYS = 7;
const DAY_MS = 86_400_000;
/** These refuse the whole request: the number is at Twilio or on its way there. */
const refusing = [22131, 22136, 22137];

const text = z.string().nullish();
const addressBody = z.looseObject({ street: text, street_2: text, city: text, state: text, zip: text, country: text });
const losingCarrierBody = z.looseObject({
  customer_type: text,
  customer_name: text,
  account_number: text,
  account_telephone_number: text,
  address_sid: text,
  address: addressBody.nullish(),
  authorized_representative: text,
  authorized_representative_email: text,
});
/** Twilio ignores fields that it does not know. */
const body = z.looseObject({
  account_sid: text,
  documents: z.array(z.string()).nullish(),
  phone_numbers: z.array(z.looseObject({ phone_number: text, pin: text })).nullish(),
  losing_carrier_information: losingCarrierBody.nullish(),
  notification_emails: z.array(z.string()).nullish(),
  target_port_in_date: text,
  target_port_in_time_range_start: text,
  target_port_in_time_range_end: text,
  bundle_sid: text,
});
type Body = z.output<typeof body>;
type Carrier = z.output<typeof losingCarrierBody>;

/** Checks a request for a port as Twilio does, and stores it. Throws Twilio's refusals. */
export function createPort(sandbox: Sandbox, json: unknown): Port {
  const parsed = body.safeParse(json);
  if (!parsed.success) throw invalidParameter("body", z.prettifyError(parsed.error));
  const wanted = parsed.data;
  const target = requireAccount(sandbox, wanted);
  const carrier = requireCarrier(sandbox, wanted);
  requireDocuments(sandbox, wanted.documents ?? []);
  const window = windowOf(sandbox, wanted);
  if (wanted.bundle_sid && !sandbox.bundles.bySid(wanted.bundle_sid))
    throw new TwilioProblem(400, 22170, `Bundle [${wanted.bundle_sid}] does not exist`);
  const numbers = requireNumbers(sandbox, wanted, target);
  return sandbox.atomically(() => {
    const { ports } = sandbox.porting;
    const port = ports.add(
      {
        account_sid: target,
        notification_emails: wanted.notification_emails ?? [],
        ...window,
        losing_carrier_information: carrier,
        documents: wanted.documents ?? [],
        bundle_sid: wanted.bundle_sid ?? null,
        support_ticket_id: 100_000 + ports.all().length,
        status: "In review",
        order_cancellation_reason: null,
        signature_request_url: null,
      },
      sandbox.now(),
    );
    for (const number of numbers) sandbox.porting.numbers.add(number, sandbox.now(), { parent: port.sid });
    return port;
  });
}

function missing(names: readonly string[]): TwilioProblem {
  return new TwilioProblem(400, 22171, `Missing required fields: ${names.join(", ")}`);
}

function requireAccount(sandbox: Sandbox, { account_sid: sid }: Body): string {
  if (!sid) throw missing(["account_sid"]);
  if (!areRelated(sandbox, sid)) throw new TwilioProblem(400, 21470, `Account ${sid} does not exist`);
  return sid;
}

function requireCarrier(sandbox: Sandbox, { losing_carrier_information: given }: Body): LosingCarrier {
  if (!given) throw missing(["losing_carrier_information"]);
  const address = addressOf(sandbox, given);
  const wanted = {
    customer_name: given.customer_name,
    authorized_representative: given.authorized_representative,
    authorized_representative_email: given.authorized_representative_email,
    street: address.street,
    city: address.city,
    state: address.state,
    zip: address.zip,
    country: address.country,
  };
  const absent = Object.entries(wanted).filter(([, value]) => !value);
  if (absent.length > 0) throw missing(absent.map(([name]) => `losing_carrier_information.${name}`));
  const { authorized_representative_email: email, customer_type } = given;
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email ?? ""))
    throw invalidParameter("authorized_representative_email", email ?? "");
  if (customer_type && !["Business", "Individual"].includes(customer_type))
    throw invalidParameter("customer_type", customer_type);
  return {
    customer_type: customer_type ?? null,
    customer_name: wanted.customer_name ?? "",
    account_number: given.account_number ?? null,
    account_telephone_number: given.account_telephone_number ?? null,
    address_sid: given.address_sid ?? null,
    address: {
      street: address.street ?? "",
      street_2: address.street_2 ?? null,
      city: address.city ?? "",
      state: address.state ?? "",
      zip: address.zip ?? "",
      country: address.country ?? "",
    },
    authorized_representative: wanted.authorized_representative ?? "",
    authorized_representative_email: email ?? "",
  };
}

/** An address of the account is copied: its later changes do not count. */
function addressOf(sandbox: Sandbox, { address_sid: sid, address }: Carrier): z.output<typeof addressBody> {
  if (!sid) return address ?? {};
  const found = sandbox.addresses.bySid(sid)?.fields;
  if (!found) throw invalidParameter("address_sid", sid);
  return {
    street: found.street,
    street_2: found.street_secondary,
    city: found.city,
    state: found.region,
    zip: found.postal_code,
    country: found.iso_country,
  };
}

function requireDocuments(sandbox: Sandbox, sids: readonly string[]): void {
  const documents = sids.map((sid) => {
    const found = sandbox.porting.documents.bySid(sid);
    if (!found) throw invalidParameter("documents", sid);
    return found.fields;
  });
  if (!documents.some((each) => each.document_type === "utility_bill" && each.bytes > 0))
    throw missing(["documents (a utility bill)"]);
}

interface Window {
  readonly target_port_in_date: string | null;
  readonly target_port_in_time_range_start: string | null;
  readonly target_port_in_time_range_end: string | null;
}

/** The wanted date and times. With times, they are kept in UTC, which may be another day. */
function windowOf(sandbox: Sandbox, given: Body): Window {
  const { target_port_in_date: date = null } = given;
  const from = given.target_port_in_time_range_start ?? null;
  const to = given.target_port_in_time_range_end ?? null;
  if (date === null || date === "") {
    if (from !== null || to !== null) throw missing(["target_port_in_date"]);
    return { target_port_in_date: null, target_port_in_time_range_start: null, target_port_in_time_range_end: null };
  }
  const midnight = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(midnight)) throw invalidParameter("target_port_in_date", date);
  if (midnight < Math.floor(sandbox.now() / DAY_MS + MIN_NOTICE_DAYS) * DAY_MS)
    throw new TwilioProblem(400, 20422, `target_port_in_date must be at least ${MIN_NOTICE_DAYS} days in the future`);
  const instant = (name: string, time: string | null): string | null => {
    if (time === null) return null;
    const isTime = /^\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(time);
    const at = isTime ? Date.parse(`${date}T${time}`) : Number.NaN;
    if (Number.isNaN(at)) throw invalidParameter(name, time);
    return new Date(at).toISOString();
  };
  const start = instant("target_port_in_time_range_start", from);
  const end = instant("target_port_in_time_range_end", to);
  if (start !== null && end !== null && end <= start) throw invalidParameter("target_port_in_time_range_end", to ?? "");
  const timeOf = (at: string | null) => at && `${at.slice(11, 19)}Z`;
  return {
    target_port_in_date: (start ?? end ?? date).slice(0, 10),
    target_port_in_time_range_start: timeOf(start),
    target_port_in_time_range_end: timeOf(end),
  };
}

function requireNumbers(sandbox: Sandbox, given: Body, target: string): PortNumberFields[] {
  const wanted = given.phone_numbers ?? [];
  const absent = wanted.some(({ phone_number }) => !phone_number);
  if (wanted.length === 0 || absent) throw missing(["phone_numbers"]);
  if (wanted.length > MAX_NUMBERS)
    throw new TwilioProblem(400, 20422, `phone_numbers must have at most ${MAX_NUMBERS} entries`);
  const e164s = wanted.map(({ phone_number }) => phone_number ?? "");
  const countries = new Set(e164s.map((e164) => (isValidNumber(e164) ? countryOfNumber(e164) : "")));
  if (countries.size > 1 || countries.has(""))
    throw new TwilioProblem(400, 22172, "The numbers are of several countries, or not in E.164 format");
  if (new Set(e164s).size < e164s.length) throw invalidParameter("phone_numbers", "a number is given twice");
  const account = given.losing_carrier_information?.account_number;
  return wanted.map(({ pin }, index) => {
    const phoneNumber = e164s[index] ?? "";
    const portability = portabilityOf(sandbox, phoneNumber, target);
    requireOwnKind(portability, phoneNumber);
    if (portability.pin_and_account_number_required && (!pin || !account))
      throw missing([pin ? "losing_carrier_information.account_number" : `pin of ${phoneNumber}`]);
    return {
      phone_number: phoneNumber,
      pin: pin ?? null,
      number_type: portability.number_type,
      country: portability.country ?? "US",
      portable: portability.portable,
      not_portability_reason: portability.not_portable_reason,
      not_portability_reason_code: portability.not_portable_reason_code,
      status: "in_review",
      rejection_reason: null,
      rejection_reason_code: null,
      port_date: null,
    };
  });
}

/** Refuses numbers that the API cannot port at all. It reviews the others later. */
function requireOwnKind(portability: Portability, phoneNumber: string): void {
  const { not_portable_reason_code: code, not_portable_reason: reason, number_type, country } = portability;
  if (code === null) return;
  const isOtherKind = number_type === "TOLL-FREE" || country !== "US" || !offerFor(phoneNumber);
  if (isOtherKind || refusing.includes(code))
    throw new TwilioProblem(400, code, `${phoneNumber} is not portable: ${reason}`);
}
