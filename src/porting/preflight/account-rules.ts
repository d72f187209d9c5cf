// Pure: no I/O, no clock, no randomness.
import { addDays, dateOf, daysBetween } from "../rules/business-days";
import { asksForPin, type PreflightFacts } from "./facts";
import { type Finding, finding, named } from "./finding";
import type { SourceName } from "./sources";

/** Rules about the account at the losing carrier: its number, PIN, main number and bill. */

export type AccountRule =
  | "account_number_is_phone_number"
  | "account_number_incomplete"
  | "account_number_masked"
  | "pin_without_mobile_number"
  | "pin_of_unusual_form"
  | "pin_is_placeholder"
  | "btn_not_among_numbers"
  | "new_btn_is_ported"
  | "new_btn_is_the_old_one"
  | "bill_too_old"
  | "bill_in_future"
  | "bill_not_comparable";

type Rule = (facts: PreflightFacts) => Finding<AccountRule>[];

/** Twilio and the losing carriers take bills of at most 30 days. */
const MAX_BILL_AGE_DAYS = 30;

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

const isWireless = ({ numbers }: PreflightFacts): boolean => numbers.some(asksForPin);

const accountNumber: Rule = ({ secrets, numbers, details }) => {
  const given = secrets.accountNumber;
  if (given === null) return [];
  const at = { pointer: "/account_number", source: "porting_fields" } as const;
  if (/[xX*]{3,}/.test(given)) {
    return [
      finding({
        ...at,
        rule: "account_number_masked",
        severity: "error",
        detail: "Letters X hide a part of the account number, as some bills do.",
        fix: "Enter the whole account number. The carrier's web site or its customer service has it.",
      }),
    ];
  }
  if (given.replaceAll(/[^0-9A-Za-z]/g, "").length <= 4) {
    return [
      finding({
        ...at,
        rule: "account_number_incomplete",
        severity: "warning",
        detail: "The account number has four characters or fewer, like the last four digits of one.",
        fix: "Enter the whole account number, with leading zeros.",
      }),
    ];
  }
  const digits = digitsOf(given).replace(/^1(?=\d{10}$)/, "");
  const phones = [...numbers.map(({ e164 }) => e164), details.billing_telephone_number ?? ""];
  if (!/^\d{10}$/.test(digits) || !phones.some((phone) => phone === `+1${digits}`)) return [];
  return [
    finding({
      ...at,
      rule: "account_number_is_phone_number",
      severity: "warning",
      detail:
        "The account number is one of the phone numbers. Only few carriers, such as Verizon for prepaid lines, count so.",
      fix: "Look on the bill for the account number, or ask the carrier.",
      source: "verizon_pin",
    }),
  ];
};

/** Carriers whose transfer PINs have a published form. */
const pinForms: readonly {
  readonly carrier: RegExp;
  readonly form: RegExp;
  readonly words: string;
  readonly source: SourceName;
}[] = [
  { carrier: /verizon/i, form: /^\d{6}$|^\d{4}$/, words: "6 digits, or 4 for prepaid lines", source: "verizon_pin" },
  { carrier: /\bat ?& ?t\b/i, form: /^\d{6}$/, words: "6 digits", source: "att_pin" },
];

/** The form of the others: NumberBarn's own PINs have 4 to 8 digits, and no carrier publishes a longer one. */
const anyPin = { form: /^\d{4,8}$/, words: "4 to 8 digits", source: "numberbarn_pin" } as const;

const pinShape: Rule = (facts) => {
  const { secrets, details, numbers } = facts;
  const { pin } = secrets;
  if (pin === null || numbers.length === 0) return [];
  const at = { pointer: "/pin", severity: "warning" } as const;
  if (!isWireless(facts)) {
    return [
      finding({
        ...at,
        rule: "pin_without_mobile_number",
        severity: "info",
        detail:
          "Landline carriers ask for a PIN only if the customer has set one up. None of the numbers is known to need it.",
        fix: "Leave the PIN empty unless the account has one.",
        change: { kind: "set_field", pointer: "/pin", value: null },
        source: "porting_fields",
      }),
    ];
  }
  if (/^(\d)\1+$|^1234(?:5678|56|5|)$/.test(pin)) {
    return [
      finding({
        ...at,
        rule: "pin_is_placeholder",
        detail: "The PIN looks like a placeholder, such as 0000 or 1234.",
        fix: "Request a number transfer PIN from the carrier. It is not the PIN of the account or of the SIM card.",
        source: "numberbarn_pin",
      }),
    ];
  }
  const { form, words, source } = pinForms.find(({ carrier }) => carrier.test(details.losing_carrier ?? "")) ?? anyPin;
  if (form.test(pin)) return [];
  return [
    finding({
      ...at,
      rule: "pin_of_unusual_form",
      detail: `Transfer PINs of this carrier have ${words}.`,
      fix: "Request a number transfer PIN from the carrier, and enter it as given, with leading zeros.",
      source,
    }),
  ];
};

const mainNumber: Rule = ({ details, numbers }) => {
  const { billing_telephone_number: btn, scope, remaining_numbers } = details;
  const isPorted = (e164: string | null): boolean => numbers.some((number) => number.e164 === e164);
  const newBtn = remaining_numbers?.new_billing_telephone_number ?? null;
  const found: Finding<AccountRule>[] = [];
  if (btn !== null && scope === "full" && numbers.length > 0 && !isPorted(btn)) {
    found.push(
      finding({
        rule: "btn_not_among_numbers",
        severity: "warning",
        pointer: "/billing_telephone_number",
        detail: `A full port moves all numbers of the account, and its main number ${btn} is not among them.`,
        fix: "Add the main number to the request, or set scope to partial and say what happens to the other numbers.",
        source: "bandwidth_port_in",
      }),
    );
  }
  if (newBtn !== null && (newBtn === btn || isPorted(newBtn))) {
    const isOld = newBtn === btn;
    found.push(
      finding({
        rule: isOld ? "new_btn_is_the_old_one" : "new_btn_is_ported",
        severity: isOld ? "warning" : "error",
        pointer: "/remaining_numbers",
        detail: `The account's new main number ${newBtn} is ${isOld ? "the present one" : "among the numbers to port"}.`,
        fix: "Name a number that stays with the losing carrier.",
        source: "bandwidth_port_in",
      }),
    );
  }
  return found;
};

const billDate: Rule = ({ details: { bill }, now }) => {
  const date = bill?.date ?? null;
  if (date === null) return [];
  const age = daysBetween(date, dateOf(now));
  // A day of play: the customer's day can be the one after the UTC day.
  if (age < -1) {
    return [
      finding({
        rule: "bill_in_future",
        severity: "error",
        pointer: "/bill",
        detail: `The bill's date ${date} is in the future.`,
        fix: "Enter the date on which the bill was made out, not the date on which it is due.",
        source: "twilio_guide",
      }),
    ];
  }
  if (age <= MAX_BILL_AGE_DAYS) return [];
  return [
    finding({
      rule: "bill_too_old",
      severity: "error",
      pointer: "/bill",
      detail: `The bill of ${date} is ${age} days old. Carriers take bills of up to ${MAX_BILL_AGE_DAYS} days.`,
      fix: `Upload a bill of ${addDays(dateOf(now), -MAX_BILL_AGE_DAYS)} or later, and enter its date.`,
      source: "twilio_guide",
    }),
  ];
};

const billFields: Rule = ({ details: { bill }, numbers }) => {
  const missing = [
    ...((bill?.customer_name ?? null) === null ? ["customer_name"] : []),
    ...((bill?.address ?? null) === null ? ["address"] : []),
    ...((bill?.date ?? null) === null ? ["date"] : []),
  ];
  if (missing.length === 0 || numbers.length === 0) return [];
  return [
    finding({
      rule: "bill_not_comparable",
      severity: "warning",
      pointer: "/bill",
      detail: `The bill's ${named(missing)} cannot be compared with your statements, because it was not entered.`,
      fix: "Enter the fields of the bill as they stand on it. Most rejections are for names and addresses that differ from it.",
      source: "twilio_rejections",
    }),
  ];
};

export const accountRules: readonly Rule[] = [accountNumber, pinShape, mainNumber, billDate, billFields];
