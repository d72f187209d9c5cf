// Pure: no I/O, no clock, no randomness.
import { isCorrectable } from "../requests/editable";
import type { PortingDetails, PortingException } from "../requests/values";
import { forVisitors } from "../rules/plain-words";
import { type Requirement, requirementTexts } from "../rules/requirements";
import type { PortingPath, RequestStatus } from "../rules/states";
import { type CorrectionInput, type CorrectionSubject, correctionInputs, numberPinInput } from "./correction-inputs";

/** Something that a visitor may fill in: the inputs that belong together. */
export interface CorrectionGroup {
  readonly title: string;
  readonly criteria: string;
  readonly example: string;
  readonly inputs: readonly CorrectionInput[];
  /** The requirement that it meets; `null`: none, only a reason of the carrier is about it. */
  readonly requirement: Requirement["id"] | null;
}

export interface CorrectionFacts {
  readonly status: RequestStatus;
  readonly path: PortingPath;
  readonly details: Pick<PortingDetails, "scope" | "desired">;
  readonly exception: PortingException | null;
  readonly requirements: readonly Requirement[];
  readonly numbers: readonly { readonly id: string; readonly e164: string; readonly hasPin: boolean }[];
  /** The fields that were corrected since the exception, as the timeline names them. */
  readonly corrected: ReadonlySet<string>;
}

/** PINs of single numbers in one form. Each is a write of its own. */
const MAX_NUMBER_PINS = 20;

/** The fields that a reason of the carrier is about. */
const subjectsOfReason: Readonly<Partial<Record<string, readonly CorrectionSubject[]>>> = {
  account_number_mismatch: ["account_number"],
  auth_person_mismatch: ["authorized_person"],
  btn_atn_mismatch: ["billing_telephone_number"],
  entity_name_mismatch: ["customer"],
  foc_rejected: ["desired"],
  location_mismatch: ["service_address"],
  main_btn_porting: ["new_billing_telephone_number"],
  missing_required_fields: ["account_number", "pin"],
  passcode_pin_invalid: ["pin"],
  port_type_incorrect: ["scope"],
  postal_code_mismatch: ["service_address"],
};

/** The fields that a correction of the subject changes, as the timeline names them. */
const fieldsOf = (subject: CorrectionSubject): readonly string[] =>
  subject === "scope"
    ? ["scope", "remaining_numbers"]
    : subject === "new_billing_telephone_number"
      ? ["remaining_numbers"]
      : [subject];

const ownTexts = {
  scope: {
    title: "All numbers, or only some",
    acceptance_criteria: "Whether all numbers of the account move. If some stay: what happens to them.",
    example: "only some of them; the others stay in service",
  },
  desired: {
    title: "Date of the move",
    acceptance_criteria:
      "Another date than the one that the present carrier refused: a business day, a later one if possible.",
    example: "2026-12-15",
  },
} as const;

function groupOf(subject: CorrectionSubject): CorrectionGroup {
  const texts = subject === "scope" || subject === "desired" ? ownTexts[subject] : requirementTexts[subject];
  return {
    title: texts.title,
    criteria: forVisitors(texts.acceptance_criteria),
    example: texts.example,
    inputs: correctionInputs[subject],
    requirement: subject === "scope" ? "remaining_numbers" : subject === "desired" ? null : subject,
  };
}

const isSubject = (id: string): id is CorrectionSubject => Object.hasOwn(correctionInputs, id);

interface Ask {
  readonly subject: CorrectionSubject;
  /** The number whose own PIN is wrong; the request's PIN does not replace it. `null`: the field is the request's. */
  readonly number: CorrectionFacts["numbers"][number] | null;
}

/** All that a reason asks for. */
function asksOf({ code, phone_number }: PortingException["reasons"][number], facts: CorrectionFacts): Ask[] {
  const { path, details, numbers } = facts;
  const number =
    code === "passcode_pin_invalid" ? numbers.find(({ e164, hasPin }) => hasPin && e164 === phone_number) : null;
  if (number) return [{ subject: "pin", number }];
  const isOfRequest = (subject: CorrectionSubject): Ask => ({ subject, number: null });
  // The letter goes to the e-mail address of the authorized person.
  if (code === "signature_expired" && path === "twilio") return [isOfRequest("authorized_person")];
  // A request for the earliest date has none that could be corrected.
  if (code === "foc_rejected" && details.desired === null) return [];
  const isPartialHidden = code === "main_btn_porting" && details.scope === "full";
  return [...(isPartialHidden ? (["scope"] as const) : []), ...(subjectsOfReason[code] ?? [])].map(isOfRequest);
}

const isAnswered = ({ subject, number }: Ask, { corrected }: CorrectionFacts): boolean =>
  number ? corrected.has(`pin of ${number.e164}`) : fieldsOf(subject).some((field) => corrected.has(field));

const reasonsOf = ({ status, exception }: CorrectionFacts): PortingException["reasons"] =>
  status === "exception" ? (exception?.reasons ?? []) : [];

/**
 * All that a visitor may fill in: fields that are missing, and fields that the reasons of the exception name until they
 * are corrected. Nothing outside a draft and an exception.
 */
export function askedCorrections(facts: CorrectionFacts): CorrectionGroup[] {
  if (!isCorrectable(facts)) return [];
  const missing = facts.requirements.flatMap(({ id, status }) => (status === "missing" && isSubject(id) ? [id] : []));
  const open = reasonsOf(facts)
    .flatMap((reason) => asksOf(reason, facts))
    .filter((ask) => !isAnswered(ask, facts));
  const ofRequest = open.filter(({ number }) => number === null).map(({ subject }) => subject);
  const subjects = new Set<CorrectionSubject>([...missing, ...ofRequest]);
  // The scope asks about the remaining numbers, too.
  if (subjects.has("scope")) subjects.delete("remaining_numbers");
  const groups = [...subjects].map(groupOf);
  const pins = new Set(open.flatMap(({ number }) => number ?? []));
  if (pins.size === 0) return groups;
  const inputs = [...pins].slice(0, MAX_NUMBER_PINS).map(({ id, e164 }) => numberPinInput(id, e164.slice(-4)));
  return [...groups, { ...groupOf("pin"), inputs }];
}

/** Whether all that the reasons with this code ask for was corrected since. */
export function isCorrected(code: string, facts: CorrectionFacts): boolean {
  const asks = reasonsOf(facts)
    .filter((reason) => reason.code === code)
    .flatMap((reason) => asksOf(reason, facts));
  return asks.length > 0 && asks.every((ask) => isAnswered(ask, facts));
}
