// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import type { PortingDetails } from "../requests/values";
import type { PortingPath, RequestStatus } from "./states";

/** The fields and documents that a porting request needs before it can be handed in. */

export const requirementIds = [
  "phone_numbers",
  "customer",
  "authorized_person",
  "service_address",
  "account_number",
  "pin",
  "billing_telephone_number",
  "remaining_numbers",
  "new_billing_telephone_number",
  "bill",
  "letter_of_authorization",
] as const;
type RequirementId = (typeof requirementIds)[number];

/**
 * `under_review`: handed in, or a document that is being scanned. `accepted`: the losing carrier confirmed the port.
 * `rejected`: the carrier refuses it, or the scanner does.
 */
export const requirementStatuses = ["missing", "provided", "under_review", "accepted", "rejected"] as const;
type RequirementStatus = (typeof requirementStatuses)[number];

export interface Requirement {
  readonly id: RequirementId;
  readonly kind: "field" | "document";
  /** Where the body of a request has the field, as a JSON pointer; for a document its kind. */
  readonly pointer: string;
  readonly title: string;
  readonly acceptance_criteria: string;
  readonly example: string;
  readonly status: RequirementStatus;
  /** Why it is missing or rejected; `null`: it is neither. */
  readonly detail: string | null;
}

export interface RequirementFacts {
  readonly status: RequestStatus;
  readonly path: PortingPath;
  readonly details: PortingDetails;
  readonly secretKinds: readonly ("account_number" | "pin")[];
  /** The request's numbers by country and type. */
  readonly kinds: readonly { readonly country: string; readonly type: NumberType; readonly count: number }[];
  /** Whether the billing telephone number is one of the numbers. */
  readonly isBtnPorted: boolean;
  /** Whether a number needs a PIN and has none of its own. Mobile numbers need one in any case. */
  readonly needsPin: boolean;
  readonly documents: readonly {
    readonly kind: "bill" | "csr" | "loa" | "other";
    readonly status: "stored" | "scanning" | "rejected";
    readonly detail?: string | null;
  }[];
  /** The reasons of an exception that are not corrected yet. */
  readonly reasons: readonly { readonly code: string; readonly detail: string }[];
}

type Shown = Pick<Requirement, "kind" | "pointer" | "title" | "acceptance_criteria" | "example">;

/** The texts of each requirement. */
export const requirementTexts: Readonly<Record<RequirementId, Shown>> = {
  phone_numbers: {
    kind: "field",
    pointer: "/phone_numbers",
    title: "Phone numbers",
    acceptance_criteria: "At least one number, in service at one losing carrier and on one account.",
    example: "+13125550100",
  },
  customer: {
    kind: "field",
    pointer: "/customer",
    title: "Account owner",
    acceptance_criteria: "The name of the account's owner, letter for letter as the losing carrier has it on the bill.",
    example: "Acme Incorporated",
  },
  authorized_person: {
    kind: "field",
    pointer: "/authorized_person",
    title: "Authorized person",
    acceptance_criteria:
      "First and last name and e-mail address of a person who may change the account. This person signs the letter of authorization.",
    example: "Ada Lovelace, ada@example.com",
  },
  service_address: {
    kind: "field",
    pointer: "/service_address",
    title: "Service address",
    acceptance_criteria:
      "The street address at which the numbers are in service, as the losing carrier has it; no PO box.",
    example: "500 W Madison St, Suite 800, Chicago, IL 60661",
  },
  account_number: {
    kind: "field",
    pointer: "/account_number",
    title: "Account number",
    acceptance_criteria:
      "The whole account number at the losing carrier, with leading zeros; not the last four digits.",
    example: "0012345678",
  },
  pin: {
    kind: "field",
    pointer: "/pin",
    title: "Transfer PIN",
    acceptance_criteria:
      "The number transfer PIN that the mobile carrier gave for this port. It is not the PIN of the account, and it expires after some days.",
    example: "004217",
  },
  billing_telephone_number: {
    kind: "field",
    pointer: "/billing_telephone_number",
    title: "Billing telephone number (BTN)",
    acceptance_criteria: "The main number of the account, as it stands on the bill.",
    example: "+13125550100",
  },
  remaining_numbers: {
    kind: "field",
    pointer: "/remaining_numbers",
    title: "The account's other numbers",
    acceptance_criteria:
      "For a partial port: whether the losing carrier keeps the other numbers in service or disconnects them.",
    example: "keep",
  },
  new_billing_telephone_number: {
    kind: "field",
    pointer: "/remaining_numbers",
    title: "New billing telephone number",
    acceptance_criteria: "The number that becomes the account's main number, because the present one is ported away.",
    example: "+13125550177",
  },
  bill: {
    kind: "document",
    pointer: "bill",
    title: "Latest bill",
    acceptance_criteria:
      "The losing carrier's bill, at most 30 days old, with the name of the account's owner, the service address, the account number and the phone numbers.",
    example: "A PDF, PNG, JPEG or TIFF file of up to 10 MB, all pages.",
  },
  letter_of_authorization: {
    kind: "document",
    pointer: "loa",
    title: "Letter of authorization (LOA)",
    acceptance_criteria:
      "Names all numbers and is signed by the authorized person. The platform can make the letter for signature.",
    example: "A signed PDF.",
  },
};

/** The requirement that a reason of the carrier is about; the other reasons are about none. */
const requirementOfReason: Readonly<Partial<Record<string, RequirementId>>> = {
  account_number_mismatch: "account_number",
  auth_person_mismatch: "authorized_person",
  btn_atn_mismatch: "billing_telephone_number",
  entity_name_mismatch: "customer",
  location_mismatch: "service_address",
  main_btn_porting: "new_billing_telephone_number",
  passcode_pin_invalid: "pin",
  phone_number_inactive: "phone_numbers",
  phone_number_mismatch: "phone_numbers",
  phone_number_not_portable: "phone_numbers",
  port_type_incorrect: "remaining_numbers",
  postal_code_mismatch: "service_address",
  signature_expired: "letter_of_authorization",
};

const isKind = (type: NumberType, { kinds }: RequirementFacts): boolean => kinds.some((kind) => kind.type === type);

/**
 * Whether a number needs the account number at the losing carrier and the PIN: Twilio demands both for mobile
 * numbers.
 */
const needsPin = (facts: RequirementFacts): boolean => facts.needsPin;

/**
 * The account number is a standard field of every port in the US (47 CFR 52.36); elsewhere carriers ask for it as
 * well. Toll-free numbers move between responsible organizations, which do not ask for it.
 */
const needsAccountNumber = ({ kinds }: RequirementFacts): boolean => kinds.some(({ type }) => type !== "toll_free");

const isWithoutNewBtn = ({ details, isBtnPorted }: RequirementFacts): boolean =>
  details.scope === "partial" && details.remaining_numbers?.action === "keep" && isBtnPorted;

/** Which requirements a request has, and whether the customer has met each. */
const conditions: Readonly<
  Record<
    RequirementId,
    { readonly applies: (facts: RequirementFacts) => boolean; readonly has: (facts: RequirementFacts) => boolean }
  >
> = {
  phone_numbers: { applies: () => true, has: ({ kinds }) => kinds.some(({ count }) => count > 0) },
  customer: { applies: () => true, has: ({ details }) => details.customer !== null },
  authorized_person: { applies: () => true, has: ({ details }) => details.authorized_person !== null },
  service_address: { applies: () => true, has: ({ details }) => details.service_address !== null },
  account_number: { applies: needsAccountNumber, has: ({ secretKinds }) => secretKinds.includes("account_number") },
  pin: { applies: needsPin, has: ({ secretKinds }) => secretKinds.includes("pin") },
  billing_telephone_number: {
    applies: (facts) => isKind("local", facts),
    has: ({ details }) => details.billing_telephone_number !== null,
  },
  remaining_numbers: {
    applies: ({ details }) => details.scope === "partial",
    has: ({ details }) => details.remaining_numbers !== null,
  },
  new_billing_telephone_number: {
    applies: isWithoutNewBtn,
    has: ({ details }) => (details.remaining_numbers?.new_billing_telephone_number ?? null) !== null,
  },
  bill: { applies: () => true, has: (facts) => isStored("bill", facts) },
  letter_of_authorization: { applies: ({ path }) => path === "operator", has: (facts) => isStored("loa", facts) },
};

const isStored = (kind: "bill" | "loa", { documents }: RequirementFacts): boolean =>
  documents.some((document) => document.kind === kind && document.status === "stored");

const documentKinds = { bill: "bill", letter_of_authorization: "loa" } as const;

/** The standing of what the customer has handed in. */
const standings: Readonly<Record<RequestStatus, RequirementStatus>> = {
  draft: "provided",
  submitted: "under_review",
  awaiting_signature: "under_review",
  in_process: "under_review",
  foc_confirmed: "accepted",
  activating: "accepted",
  completed: "accepted",
  partial: "accepted",
  exception: "provided",
  cancel_requested: "under_review",
  canceled: "provided",
  expired: "provided",
};

type Standing = Pick<Requirement, "status" | "detail">;

function standingOf(id: RequirementId, facts: RequirementFacts): Standing {
  const reason = facts.reasons.find(({ code }) => requirementOfReason[code] === id);
  if (reason) return { status: "rejected", detail: reason.detail };
  if (conditions[id].has(facts)) return { status: standings[facts.status], detail: null };
  if (id !== "bill" && id !== "letter_of_authorization")
    return { status: "missing", detail: `${requirementTexts[id].title}: not given yet.` };
  const documents = facts.documents.filter(({ kind }) => kind === documentKinds[id]);
  if (documents.some(({ status }) => status === "scanning")) return { status: "under_review", detail: null };
  const rejected = documents.find(({ status }) => status === "rejected");
  if (rejected) return { status: "rejected", detail: rejected.detail ?? "The file was refused. Upload another one." };
  return { status: "missing", detail: `${requirementTexts[id].title}: not uploaded yet.` };
}

/** All that the request needs, in the order in which a form would ask for it. */
export const portingRequirements = (facts: RequirementFacts): Requirement[] =>
  requirementIds
    .filter((id) => conditions[id].applies(facts))
    .map((id) => ({ id, ...requirementTexts[id], ...standingOf(id, facts) }));

/**
 * Whether the request can be handed in: nothing is missing, and each document has passed its scan. A field that the
 * carrier rejected does not stand in the way, because the customer may know better than the carrier's reason.
 */
export const areRequirementsMet = (facts: RequirementFacts): boolean =>
  requirementIds.every((id) => !conditions[id].applies(facts) || conditions[id].has(facts));
