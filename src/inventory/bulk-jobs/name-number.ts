import { respelledNumber } from "#kernel/http/path-parameters";
import { idPatternSource } from "#kernel/http/wire";
import { parseE164 } from "#kernel/values/phone";

/** How a line of a CSV file names its number. */
export interface NumberName {
  /** The number's id or E.164 form; otherwise the text of its cell. */
  readonly reference: string;
  /** `phone_number` beside an id, if it can be read: it must be the same number. */
  readonly alsoNamed: string | null;
  readonly problem: string | null;
}

const numberId = new RegExp(`^${idPatternSource("phoneNumber")}$`);

/** A spreadsheet shows long numbers like this, and saves what it shows: the last digits are lost. */
const scientific = /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i;

const MAX_SHOWN = 64;

/**
 * The number of a line, by the cells of its columns `id` and `phone_number`, which may be empty. The id counts, because
 * spreadsheets do not change ids.
 */
export function nameNumber(id: string, phoneNumber: string): NumberName {
  // Programs that read a column as fractions write 14155550123.0.
  const phone = phoneNumber.replace(/^(\d+)[.,]0{1,2}$/, "$1");
  const reference = (id || phone).slice(0, MAX_SHOWN);
  const problem = id === "" ? problemOf(phone) : idProblem(id);
  return { reference, alsoNamed: id === "" ? null : readable(phone), problem };
}

const idProblem = (id: string): string | null =>
  numberId.test(id) ? null : `id: "${id.slice(0, MAX_SHOWN)}" is not the id of a phone number, which begins with num_.`;

function readable(phone: string): string | null {
  const text = respelledNumber(phone);
  return text.startsWith("+") || numberId.test(text) ? text : null;
}

function problemOf(phone: string): string | null {
  if (phone === "") return "phone_number: The cell is empty, and so is id.";
  if (scientific.test(phone)) {
    return (
      `phone_number: Excel has changed this number to ${phone.slice(0, MAX_SHOWN)}: format the column as text before you ` +
      "save, or keep the column id."
    );
  }
  // Digits are enough if they are a number of the tenant.
  return readable(phone) === null ? e164Problem(phone) : null;
}

/** The error in a text that is no number of the tenant; `null` if it is in E.164 form. */
export function e164Problem(phone: string): string | null {
  const parsed = parseE164(phone);
  return "problem" in parsed ? `phone_number: ${parsed.problem}` : null;
}
