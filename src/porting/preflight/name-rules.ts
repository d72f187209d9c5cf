// Pure: no I/O, no clock, no randomness.
import { companyName, hasLegalForm, isSamePerson, personNames } from "./comparable-name";
import type { PreflightFacts } from "./facts";
import { type Finding, finding } from "./finding";

/** Rules about the owner of the account and the person who signs. */

export type NameRule =
  | "name_differs_from_bill"
  | "legal_form_differs_from_bill"
  | "individual_named_like_company"
  | "authorized_person_is_not_customer"
  | "authorized_person_is_company"
  | "authorized_person_without_last_name";

type Rule = (facts: PreflightFacts) => Finding<NameRule>[];

const againstBill: Rule = ({ details: { customer, bill } }) => {
  const onBill = bill?.customer_name ?? null;
  if (customer === null || onBill === null) return [];
  const [given, billed] = [companyName(customer.name), companyName(onBill)];
  const isPerson = customer.type === "individual" && isSamePerson(customer.name, onBill);
  if (isPerson || (given.core === billed.core && given.form === billed.form)) return [];
  const isForm = given.core === billed.core;
  return [
    finding({
      rule: isForm ? "legal_form_differs_from_bill" : "name_differs_from_bill",
      severity: isForm ? "warning" : "error",
      pointer: "/customer",
      detail: `The account's owner is "${customer.name}" here and "${onBill}" on the bill.`,
      fix: "Write the name letter for letter as it stands on the bill.",
      change: { kind: "set_field", pointer: "/customer", value: { ...customer, name: onBill } },
      source: "twilio_rejections",
    }),
  ];
};

const individualWithLegalForm: Rule = ({ details: { customer } }) =>
  customer?.type === "individual" && hasLegalForm(customer.name)
    ? [
        finding({
          rule: "individual_named_like_company",
          severity: "warning",
          pointer: "/customer",
          detail: `"${customer.name}" is named like a company, and the account is said to be a person's.`,
          fix: "Set customer.type to business, or correct the name.",
          change: { kind: "set_field", pointer: "/customer", value: { ...customer, type: "business" } },
          source: "twilio_port_in",
        }),
      ]
    : [];

const signer: Rule = ({ details: { customer, authorized_person } }) => {
  if (customer === null || authorized_person === null) return [];
  const { name } = authorized_person;
  if (customer.type === "individual" && !hasLegalForm(customer.name) && !isSamePerson(name, customer.name)) {
    return [
      finding({
        rule: "authorized_person_is_not_customer",
        severity: "error",
        pointer: "/authorized_person",
        detail: `The account is a person's, "${customer.name}", and "${name}" is to sign.`,
        fix: "Let the owner of the account sign. If the account is a company's, set customer.type to business.",
        change: {
          kind: "set_field",
          pointer: "/authorized_person",
          value: { ...authorized_person, name: customer.name },
        },
        source: "twilio_port_in",
      }),
    ];
  }
  const isCompany = hasLegalForm(name) || companyName(name).core === companyName(customer.name).core;
  if (customer.type === "business" && isCompany) {
    return [
      finding({
        rule: "authorized_person_is_company",
        severity: "error",
        pointer: "/authorized_person",
        detail: `"${name}" is the name of a company. A letter of authorization is signed by a person.`,
        fix: "Enter first and last name of a person who may change the account at the losing carrier.",
        source: "twilio_port_in",
      }),
    ];
  }
  return [];
};

const lastName: Rule = ({ details: { authorized_person, customer } }) =>
  authorized_person !== null &&
  personNames(authorized_person.name).length < 2 &&
  !hasCompanyName(authorized_person.name, customer)
    ? [
        finding({
          rule: "authorized_person_without_last_name",
          severity: "warning",
          pointer: "/authorized_person",
          detail: `"${authorized_person.name}" is no first and last name.`,
          fix: "Enter first and last name, as the person signs.",
          source: "twilio_port_in",
        }),
      ]
    : [];

const hasCompanyName = (name: string, customer: PreflightFacts["details"]["customer"]): boolean =>
  customer?.type === "business" && companyName(name).core === companyName(customer.name).core;

export const nameRules: readonly Rule[] = [againstBill, individualWithLegalForm, signer, lastName];
