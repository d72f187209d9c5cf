// Pure: no I/O, no clock, no randomness.
import type { PortingDetails } from "../requests/values";
import { PageFlow, type TextStyle } from "./page-flow";
import { writePdf } from "./pdf-file";
import { transliterate } from "./win-ansi";

type LetterAddress = NonNullable<PortingDetails["service_address"]>;

/**
 * All that the letter says. Account number and PIN are not in it: they travel with the port order, while a document is
 * copied and forwarded.
 */
export interface LetterFacts {
  /** The porting request's id. */
  readonly reference: string;
  /** The name under which the platform takes numbers over. */
  readonly provider: string;
  readonly losingCarrier: string;
  readonly customerName: string;
  readonly authorizedPerson: { readonly name: string; readonly email: string; readonly phone: string | null };
  readonly serviceAddress: LetterAddress;
  /** `null` if it is the service address. */
  readonly billingAddress: LetterAddress | null;
  readonly billingTelephoneNumber: string | null;
  readonly scope: "full" | "partial";
  /** The desired day, `YYYY-MM-DD`; `null` for the first possible one. */
  readonly desiredDate: string | null;
  /** E.164, at most 1,000. */
  readonly phoneNumbers: readonly string[];
}

/** A field with characters that Helvetica lacks and that have no spelling in Latin letters here. */
interface UnprintableField {
  /** JSON pointer into the porting request. */
  readonly pointer: string;
  readonly characters: readonly string[];
}

export type MadeLetter = { readonly pdf: Uint8Array } | { readonly unprintable: readonly UnprintableField[] };

const body: TextStyle = { size: 10, weight: "regular" };
const heading: TextStyle = { size: 11, weight: "bold" };
const LABEL_WIDTH = 150;
const NUMBER_COLUMNS = 5;
const SECTION_GAP = 10;
/** Room for the statements and the signature, which stay on one page. */
const SIGNATURE_BLOCK = 250;
const PEN_ROOM = 34;

const oneLine = (address: LetterAddress): string =>
  [address.street, address.street_2, address.city, `${address.state} ${address.postal_code}`.trim(), address.country]
    .filter((part) => part !== null && part !== "")
    .join(", ");

/** The statements that 47 CFR 64.1130(e) asks of a letter of agency. */
const statements = (provider: string, losingCarrier: string): string[] => [
  `I am the customer named above or authorized to act for the customer. I have decided to change the carrier of each telephone number in this letter from ${losingCarrier} to ${provider} and the carriers it works with.`,
  `I designate ${provider} to act as the customer's agent for this change: to order it from ${losingCarrier}, and to obtain the service records that the change needs, including name, addresses and services of the account.`,
  "I understand that only one carrier can serve a telephone number, that the present carrier may charge for ending its service, and that I may ask about such charges before I sign. The present service has to stay active until the numbers have moved.",
];

class Spelling {
  readonly unprintable: UnprintableField[] = [];

  spell(pointer: string, text: string): string {
    const { text: spelled, unknown } = transliterate(text);
    if (unknown.length > 0) this.unprintable.push({ pointer, characters: [...new Set(unknown)] });
    return spelled;
  }

  address(pointer: string, address: LetterAddress): string {
    return this.spell(pointer, oneLine(address));
  }
}

/** The letter's fields as the page shows them, and the fields that it cannot show. */
function spellFacts(facts: LetterFacts) {
  const spelling = new Spelling();
  const { customerName, authorizedPerson, serviceAddress, billingAddress, losingCarrier } = facts;
  const spelled = {
    provider: spelling.spell("", facts.provider),
    losingCarrier: spelling.spell("/losing_carrier/name", losingCarrier),
    customer: spelling.spell("/customer/name", customerName),
    person: spelling.spell("/authorized_person/name", authorizedPerson.name),
    email: spelling.spell("/authorized_person/email", authorizedPerson.email),
    serviceAddress: spelling.address("/service_address", serviceAddress),
    billingAddress: billingAddress === null ? null : spelling.address("/billing_address", billingAddress),
  };
  return { spelled, unprintable: spelling.unprintable };
}

/**
 * A letter of authorization as a PDF to sign. Names keep the accents that Latin-1 has; others are spelled in Latin
 * letters as in a passport. A name in a script that cannot be, such as Chinese, is reported instead: losing carriers
 * compare the name with their records, which are in Latin letters.
 */
export function makeLetter(facts: LetterFacts): MadeLetter {
  const { spelled, unprintable } = spellFacts(facts);
  if (unprintable.length > 0) return { unprintable };
  const flow = new PageFlow();
  const field = (label: string, value: string): void =>
    flow.field(label, value, { size: body.size, labelWidth: LABEL_WIDTH });
  flow.paragraph("Letter of Authorization", { size: 18, weight: "bold" });
  flow.paragraph(`To move telephone numbers to ${spelled.provider}`, body);
  flow.space(SECTION_GAP);
  field("Customer", spelled.customer);
  field("Authorized person", spelled.person);
  field("Email", spelled.email);
  if (facts.authorizedPerson.phone !== null) field("Phone", facts.authorizedPerson.phone);
  field("Service address", spelled.serviceAddress);
  field("Billing address", spelled.billingAddress ?? spelled.serviceAddress);
  field("Present carrier", spelled.losingCarrier);
  if (facts.billingTelephoneNumber !== null) field("Billing telephone number", facts.billingTelephoneNumber);
  field("Numbers of the account", facts.scope === "full" ? "All of them move." : "Some stay with the present carrier.");
  field("Desired date", facts.desiredDate ?? "The first possible day");
  flow.space(SECTION_GAP);
  const count = facts.phoneNumbers.length;
  flow.paragraph(count === 1 ? "Telephone number" : `Telephone numbers (${count.toLocaleString("en-US")})`, heading);
  flow.grid(facts.phoneNumbers, NUMBER_COLUMNS, body);
  flow.space(SECTION_GAP);
  flow.keepTogether(SIGNATURE_BLOCK);
  flow.paragraph("Authorization", heading);
  for (const statement of statements(spelled.provider, spelled.losingCarrier)) {
    flow.paragraph(statement, body);
    flow.space(SECTION_GAP / 2);
  }
  flow.space(PEN_ROOM);
  flow.blank(
    [
      { label: "Signature", at: 0, width: 300 },
      { label: "Date", at: 330, width: 174 },
    ],
    9,
  );
  flow.space(SECTION_GAP);
  field("Name", spelled.person);
  const pages = flow.finish(`Letter of Authorization · ${facts.reference}`);
  return { pdf: writePdf({ title: `Letter of Authorization ${facts.reference}`, pages }) };
}
