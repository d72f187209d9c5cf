// Pure: no I/O, no clock, no randomness.

/** The inputs of the form for corrections. They are empty: the page shows nothing that the request has. */

export interface CorrectionInput {
  /** The field's place in the body of `PATCH /v1/porting-requests/{id}`, with dots: `customer.name`. */
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "email" | "tel" | "date" | "choice";
  /** Pairs of value and label, for a choice. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
  /** Whether its group cannot be sent without it. */
  readonly isRequired: boolean;
  /** A secret is not shown again, not even to the visitor who entered it. */
  readonly isSecret: boolean;
  /** Help for the visitor whose value was refused. */
  readonly remedy: string;
}

type Options = Partial<Pick<CorrectionInput, "type" | "choices" | "isRequired" | "isSecret">>;

const input = (name: string, label: string, remedy: string, options: Options = {}): CorrectionInput => ({
  name,
  label,
  type: "text",
  isRequired: true,
  isSecret: false,
  remedy,
  ...options,
});

const optional = { isRequired: false } as const;
const TEXT = "Use one line of at most 100 characters.";
const NUMBER =
  "Write the whole number with its area code, like (312) 555-0100; outside the US with + and the country code.";

const actionInput = (options: Options): CorrectionInput =>
  input("remaining_numbers.action", "The numbers that do not move", "Choose one of the two.", {
    type: "choice",
    choices: [
      ["keep", "stay in service at the present carrier"],
      ["disconnect", "are disconnected"],
    ],
    ...options,
  });

const customer = [
  input("customer.type", "Who has the account", "Choose one of the two.", {
    type: "choice",
    choices: [
      ["business", "a business"],
      ["individual", "a person"],
    ],
  }),
  input("customer.name", "Name on the bill", "Use one line of at most 200 characters."),
];

const authorizedPerson = [
  input("authorized_person.name", "First and last name", TEXT),
  input("authorized_person.email", "E-mail address", "Write an address like ada@example.com.", { type: "email" }),
  input("authorized_person.phone", "Phone number (optional)", NUMBER, { type: "tel", ...optional }),
];

const serviceAddress = [
  input("service_address.street", "House number and street", TEXT),
  input("service_address.street_2", "Suite, floor or apartment (optional)", TEXT, optional),
  input("service_address.city", "City", TEXT),
  input("service_address.state", "State", "Use the two letters of the state, like IL."),
  input("service_address.postal_code", "ZIP code", "Use five digits like 60661, or nine like 60661-3655."),
  input(
    "service_address.country",
    "Country (leave empty for the United States)",
    "Use two letters, like CA.",
    optional,
  ),
];

/** The inputs by the subject of a group. */
export const correctionInputs = {
  customer,
  authorized_person: authorizedPerson,
  service_address: serviceAddress,
  account_number: [
    input("account_number", "Account number", "Use letters and digits, with blanks or hyphens between them.", {
      isSecret: true,
    }),
  ],
  pin: [input("pin", "Transfer PIN", "Use letters and digits only, at most 20.", { isSecret: true })],
  billing_telephone_number: [input("billing_telephone_number", "Main number on the bill", NUMBER, { type: "tel" })],
  remaining_numbers: [actionInput({})],
  new_billing_telephone_number: [
    input("remaining_numbers.new_billing_telephone_number", "New main number of the account", NUMBER, { type: "tel" }),
  ],
  scope: [
    input("scope", "Numbers that move", "Choose one of the two.", {
      type: "choice",
      choices: [
        ["full", "all numbers of the account"],
        ["partial", "only some of them"],
      ],
    }),
    actionInput(optional),
  ],
  desired: [input("desired.date", "Date", "Use a date like 2026-12-15.", { type: "date" })],
} as const satisfies Readonly<Record<string, readonly CorrectionInput[]>>;
export type CorrectionSubject = keyof typeof correctionInputs;

/** The input for a PIN that one number has of its own. */
export const numberPinInput = (numberId: string, ending: string): CorrectionInput =>
  input(
    `${NUMBER_PIN}${numberId}`,
    `Transfer PIN of the number ending in ${ending}`,
    "Use letters and digits only, at most 20.",
    {
      isSecret: true,
      isRequired: false,
    },
  );

/** The beginning of such an input's name; the number's id follows. */
export const NUMBER_PIN = "number_pin.";
