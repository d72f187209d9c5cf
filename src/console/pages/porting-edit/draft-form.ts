// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";
import { numbersInText } from "../porting/numbers-in-text";
import type { PortingRequest } from "../porting/request-status";

/** A postal address as it stands in the form. */
export interface AddressForm {
  readonly street: string;
  readonly street_2: string;
  readonly city: string;
  readonly state: string;
  readonly postal_code: string;
  readonly country: string;
}

/** The fields of a request as they stand in the form; each group is one field of a change, sent whole. */
export interface DraftForm {
  readonly name: string;
  readonly customer_reference: string;
  readonly losing_carrier: string;
  readonly customer: { readonly type: "business" | "individual"; readonly name: string };
  readonly authorized_person: { readonly name: string; readonly email: string; readonly phone: string };
  readonly service_address: AddressForm;
  /** `null`: the service address. */
  readonly billing_address: AddressForm | null;
  readonly billing_telephone_number: string;
  /** Never read from the platform, which shows no secrets. */
  readonly account_number: string;
  readonly pin: string;
  readonly bill: { readonly customer_name: string; readonly date: string; readonly address: AddressForm };
  readonly desired: {
    readonly date: string;
    readonly window_start: string;
    readonly window_end: string;
    readonly time_zone: string;
  };
  readonly scope: "full" | "partial";
  readonly remaining_numbers: {
    readonly action: "" | "keep" | "disconnect";
    readonly new_billing_telephone_number: string;
  };
  readonly configuration: {
    readonly agent_id: string | null;
    readonly tags: readonly string[];
    readonly routing: PortingRequest["configuration"]["routing"];
  };
}

export type Group = keyof DraftForm;
export type DraftChange = NonNullable<BodyFor<"PATCH", "/v1/porting-requests/{porting_request_id}">>;

/** Groups that hold secrets: they are sent, and kept nowhere else. */
export const secretGroups: readonly Group[] = ["account_number", "pin"];

type PostalAddress = NonNullable<PortingRequest["service_address"]>;

const addressForm = (address: PostalAddress | null | undefined): AddressForm => ({
  street: address?.street ?? "",
  street_2: address?.street_2 ?? "",
  city: address?.city ?? "",
  state: address?.state ?? "",
  postal_code: address?.postal_code ?? "",
  country: address?.country ?? "US",
});

/** The form of a request as the platform has it. `timeZone` is that of a date before one is wished for. */
export const formOf = (request: PortingRequest, timeZone: string): DraftForm => ({
  name: request.name ?? "",
  customer_reference: request.customer_reference ?? "",
  losing_carrier: request.losing_carrier?.name ?? "",
  customer: request.customer ?? { type: "business", name: "" },
  authorized_person: {
    name: request.authorized_person?.name ?? "",
    email: request.authorized_person?.email ?? "",
    phone: request.authorized_person?.phone ?? "",
  },
  service_address: addressForm(request.service_address),
  billing_address: request.billing_address && addressForm(request.billing_address),
  billing_telephone_number: request.billing_telephone_number ?? "",
  account_number: "",
  pin: "",
  bill: {
    customer_name: request.bill?.customer_name ?? "",
    date: request.bill?.date ?? "",
    address: addressForm(request.bill?.address),
  },
  desired: {
    date: request.desired?.date ?? "",
    window_start: request.desired?.window_start ?? "",
    window_end: request.desired?.window_end ?? "",
    time_zone: request.desired?.time_zone ?? timeZone,
  },
  scope: request.scope,
  remaining_numbers: {
    action: request.remaining_numbers?.action ?? "",
    new_billing_telephone_number: request.remaining_numbers?.new_billing_telephone_number ?? "",
  },
  configuration: {
    agent_id: request.configuration.agent_id ?? null,
    tags: request.configuration.tags ?? [],
    routing: request.configuration.routing ?? null,
  },
});

/** A value to send, or the fields without which the group cannot be saved yet. */
type GroupValue = { readonly value: unknown } | { readonly incomplete: readonly string[] };

const whole = (value: unknown): GroupValue => ({ value });
const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

function missingOf(fields: Readonly<Record<string, string>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => (value.trim() === "" ? [name] : []));
}

function addressValue(address: AddressForm): GroupValue {
  const { street, street_2, city, state, postal_code, country } = address;
  if ([street, street_2, city, state, postal_code].every((text) => text.trim() === "")) return whole(null);
  const incomplete = missingOf({ street, city, state, postal_code });
  if (incomplete.length > 0) return { incomplete };
  return whole({
    street: street.trim(),
    street_2: orNull(street_2),
    city: city.trim(),
    state: country === "US" ? state.trim().toUpperCase() : state.trim(),
    postal_code: postal_code.trim(),
    country: country.trim().toUpperCase(),
  });
}

/** A phone number in E.164, `null` if it is empty, `undefined` while it is none yet. */
function phoneValue(text: string): string | null | undefined {
  if (text.trim() === "") return null;
  const { numbers, others } = numbersInText(text);
  return others.length === 0 && numbers.length === 1 ? numbers[0] : undefined;
}

function phoneGroup(text: string): GroupValue {
  const number = phoneValue(text);
  return number === undefined ? { incomplete: ["phone"] } : whole(number);
}

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim());

function personValue({ name, email, phone }: DraftForm["authorized_person"]): GroupValue {
  if (name.trim() === "" && email.trim() === "" && phone.trim() === "") return whole(null);
  const number = phoneValue(phone);
  const incomplete = [
    ...missingOf({ name }),
    ...(isEmail(email) ? [] : ["email"]),
    ...(number === undefined ? ["phone"] : []),
  ];
  return incomplete.length > 0 ? { incomplete } : whole({ name: name.trim(), email: email.trim(), phone: number });
}

function billValue({ customer_name, date, address }: DraftForm["bill"]): GroupValue {
  const onBill = addressValue(address);
  if ("incomplete" in onBill) return onBill;
  if (customer_name.trim() === "" && date === "" && onBill.value === null) return whole(null);
  return whole({ customer_name: orNull(customer_name), date: orNull(date), address: onBill.value });
}

function desiredValue({ date, window_start, window_end, time_zone }: DraftForm["desired"]): GroupValue {
  if (date === "") return whole(null);
  if (window_start === "" && window_end !== "") return { incomplete: ["window_start"] };
  if (window_start !== "" && window_end === "") return { incomplete: ["window_end"] };
  return whole({ date, window_start: orNull(window_start), window_end: orNull(window_end), time_zone });
}

function remainingValue({ action, new_billing_telephone_number }: DraftForm["remaining_numbers"]): GroupValue {
  if (action === "") return whole(null);
  const number = phoneValue(new_billing_telephone_number);
  if (number === undefined) return { incomplete: ["phone"] };
  return whole({ action, new_billing_telephone_number: action === "keep" ? number : null });
}

/** A group of the form as a change takes it. */
export function groupValueOf(form: DraftForm, group: Group): GroupValue {
  switch (group) {
    case "losing_carrier": {
      const name = orNull(form.losing_carrier);
      return whole(name === null ? null : { name });
    }
    case "customer": {
      const name = form.customer.name.trim();
      return whole(name === "" ? null : { type: form.customer.type, name });
    }
    case "authorized_person":
      return personValue(form.authorized_person);
    case "service_address":
      return addressValue(form.service_address);
    case "billing_address":
      return form.billing_address === null ? whole(null) : addressValue(form.billing_address);
    case "billing_telephone_number":
      return phoneGroup(form.billing_telephone_number);
    case "bill":
      return billValue(form.bill);
    case "desired":
      return desiredValue(form.desired);
    case "remaining_numbers":
      return remainingValue(form.remaining_numbers);
    case "configuration":
      return whole({ ...form.configuration, tags: [...form.configuration.tags] });
    case "scope":
      return whole(form.scope);
    default:
      return whole(orNull(form[group]));
  }
}
