// Pure: no I/O, no clock, no randomness.
import {
  type AddressPart,
  addressDifferences,
  mailDropIn,
  type PostalAddress,
  zipFitsState,
} from "../rules/us-address";
import type { PreflightFacts } from "./facts";
import { type Finding, finding } from "./finding";

/** Rules about addresses: six of ten rejections are for one that does not match (Bandwidth). */

export type AddressRule =
  | "address_differs_from_bill"
  | "unit_differs_from_bill"
  | "bill_shows_billing_address"
  | "address_is_mail_drop"
  | "postal_code_not_of_state"
  | "address_in_other_country";

type Rule = (facts: PreflightFacts) => Finding<AddressRule>[];

const partNames: Readonly<Record<AddressPart, string>> = {
  street: "street",
  unit: "suite, floor or apartment",
  city: "city",
  state: "state",
  postal_code: "postal code",
  country: "country",
};

const inWords = (parts: readonly AddressPart[]): string => parts.map((part) => partNames[part]).join(", ");

const setServiceAddress = (value: PostalAddress) =>
  ({ kind: "set_field", pointer: "/service_address", value }) as const;

const againstBill: Rule = ({ details }) => {
  const { service_address, billing_address } = details;
  const onBill = details.bill?.address ?? null;
  if (service_address === null || onBill === null) return [];
  const parts = addressDifferences(service_address, onBill);
  if (parts.length === 0) return [];
  if (billing_address !== null && addressDifferences(billing_address, onBill).length === 0) {
    return [
      finding({
        rule: "bill_shows_billing_address",
        severity: "warning",
        pointer: "/bill",
        detail: "The address on the bill is the billing address. It does not show where the numbers are in service.",
        fix: "Upload the page of the bill that has the service address, or the carrier's customer service record (CSR), and enter that address in bill.address.",
        source: "twilio_rejections",
      }),
    ];
  }
  const isUnit = parts.every((part) => part === "unit");
  return [
    finding({
      rule: isUnit ? "unit_differs_from_bill" : "address_differs_from_bill",
      severity: isUnit ? "warning" : "error",
      pointer: "/service_address",
      detail: `The service address and the address on the bill differ in: ${inWords(parts)}.`,
      fix: "Write the service address as it stands on the bill. If the numbers are in service elsewhere, ask the carrier to correct its record first.",
      change: setServiceAddress(onBill),
      source: "twilio_rejections",
    }),
  ];
};

const mailDrop: Rule = ({ details: { service_address } }) => {
  const drop = service_address && mailDropIn(service_address);
  if (drop === null) return [];
  const isBox = drop === "post_office_box";
  return [
    finding({
      rule: "address_is_mail_drop",
      severity: isBox ? "error" : "warning",
      pointer: "/service_address",
      detail: `The service address is ${isBox ? "a post office box" : "a private mailbox"}, where no telephone is in service.`,
      fix: "Enter the street address at which the numbers are in service. A box can be the billing address.",
      source: "twilio_po_box",
    }),
  ];
};

const zipOfState: Rule = ({ details: { service_address } }) =>
  service_address === null || zipFitsState(service_address)
    ? []
    : [
        finding({
          rule: "postal_code_not_of_state",
          severity: "warning",
          pointer: "/service_address",
          detail: `The ZIP Code ${service_address.postal_code} is not in ${service_address.state}.`,
          fix: "Correct the state or the ZIP Code. The losing carrier compares the ZIP Code with its record.",
          source: "porting_fields",
        }),
      ];

const otherCountry: Rule = ({ details: { service_address }, numbers }) => {
  const countries = new Set(numbers.map(({ country }) => country));
  // Puerto Rico's numbers are of the US; an address there may have either code.
  const country = service_address?.country === "PR" ? "US" : service_address?.country;
  if (country === undefined || countries.size === 0 || countries.has(country) || countries.has("PR")) return [];
  return [
    finding({
      rule: "address_in_other_country",
      severity: "warning",
      pointer: "/service_address",
      detail: `The service address is in ${country}, and the numbers are of ${[...countries].join(", ")}.`,
      fix: "Enter the address in the numbers' country at which they are in service.",
      source: "twilio_rejections",
    }),
  ];
};

export const addressRules: readonly Rule[] = [againstBill, mailDrop, zipOfState, otherCountry];
