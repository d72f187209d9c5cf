// Pure: no I/O, no clock, no randomness.
import type { PortOrder } from "#kernel/ports/carrier-porting";
import type { PortingDetails } from "../requests/values";

/** The parts of an order that are not in the details of the request. */
interface OrderParts {
  readonly details: PortingDetails;
  /** The numbers that are to move, with their PINs or the request's. */
  readonly numbers: PortOrder["numbers"];
  readonly accountNumber: string | null;
  readonly documentIds: readonly string[];
}

export type OrderResult =
  | { readonly kind: "order"; readonly order: PortOrder }
  /** JSON pointers of the fields that Twilio needs and the request lacks. */
  | { readonly kind: "incomplete"; readonly pointers: readonly string[] };

/** The order to Twilio that a request stands for. */
export function portOrderOf({ details, numbers, accountNumber, documentIds }: OrderParts): OrderResult {
  const { customer, authorized_person: person, service_address: address, desired } = details;
  if (!customer || !person || !address || documentIds.length === 0) {
    const pointers = [
      ...(customer ? [] : ["/customer"]),
      ...(person ? [] : ["/authorized_person"]),
      ...(address ? [] : ["/service_address"]),
      ...(documentIds.length > 0 ? [] : ["/documents"]),
    ];
    return { kind: "incomplete", pointers };
  }
  const order: PortOrder = {
    losingCarrier: {
      customerType: customer.type,
      customerName: customer.name,
      accountNumber,
      billingTelephoneNumber: details.billing_telephone_number,
      authorizedPerson: { name: person.name, email: person.email },
      address: {
        street: address.street,
        street2: address.street_2,
        city: address.city,
        state: address.state,
        postalCode: address.postal_code,
        country: address.country,
      },
    },
    numbers,
    documentIds,
    notificationEmails: [],
    desired: desired && {
      date: desired.date,
      windowStart: withOffset(desired.date, desired.window_start, desired.time_zone),
      windowEnd: withOffset(desired.date, desired.window_end, desired.time_zone),
    },
  };
  return { kind: "order", order };
}

/** `10:15` of a day in a time zone as ISO 8601 writes it: `10:15:00-08:00`. */
function withOffset(date: string, time: string | null, timeZone: string): string | null {
  if (time === null) return null;
  // The zone's offset differs by an hour only around the night in which clocks change, when nothing is ported.
  const noon = new Date(`${date}T${time}:00Z`);
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(noon);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const offset = name === "GMT" ? "+00:00" : name.slice("GMT".length);
  return `${time}:00${offset}`;
}
