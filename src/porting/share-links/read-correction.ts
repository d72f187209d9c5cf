import { fieldErrors } from "#kernel/http/field-errors";
import { trimmed } from "#kernel/values/unseen-characters";
import { pin } from "../requests/fields";
import type { PortingDetails } from "../requests/values";
import { portingRequestChange, type RequestFields } from "../requests/wire";
import type { CorrectionGroup } from "./asked-corrections";
import { type CorrectionInput, NUMBER_PIN } from "./correction-inputs";

export interface Correction {
  readonly change: RequestFields;
  /** New PINs of single numbers, by the number's id. */
  readonly numberPins: ReadonlyMap<string, string>;
}

/** The values that a visitor entered, as the page shows them again. */
export interface Entered {
  /** By the name of the input, without secrets. */
  readonly values: ReadonlyMap<string, string>;
  /** The fault of a value, by the name of its input. */
  readonly errors: ReadonlyMap<string, string>;
}

type Before = Pick<PortingDetails, "scope" | "remaining_numbers" | "desired">;

/**
 * Reads a form. Only inputs of `groups` count, and a group that was left empty is not sent. The rules for values are
 * those of `PATCH /v1/porting-requests/{id}`. A `correction` of `null`: there are errors, or nothing was entered.
 */
export function readCorrection(
  groups: readonly CorrectionGroup[],
  form: URLSearchParams,
  before: Before,
): { readonly correction: Correction | null; readonly entered: Entered } {
  const inputs = groups.flatMap((group) => group.inputs);
  const given = new Map(
    inputs.flatMap(({ name }): [string, string][] => {
      const value = trimmed(form.get(name) ?? "");
      return value === "" ? [] : [[name, value]];
    }),
  );
  const filled = groups.filter((group) => group.inputs.some(({ name }) => given.has(name)));
  const errors = new Map<string, string>(
    filled.flatMap((group) =>
      group.inputs
        .filter(({ name, isRequired }) => isRequired && !given.has(name))
        .map(({ name }) => [name, MISSING] as const),
    ),
  );
  const { body, numberPins } = bodyOf(inputs, given, before);
  if (body.remaining_numbers && body.scope !== "full" && body.remaining_numbers.action === undefined) {
    errors.set("remaining_numbers.action", "Say what happens to the numbers that stay.");
  }
  // A part that is missing must not keep the rules for a whole group from looking at the others.
  const stopgaps = [...errors.keys()].map((name) => [name, "-"] as const);
  const checked = errors.size === 0 ? body : bodyOf(inputs, new Map([...stopgaps, ...given]), before).body;
  const parsed = portingRequestChange().safeParse(checked);
  const wrong = parsed.success ? [] : fieldErrors(parsed.error.issues, "body").map(({ pointer }) => nameAt(pointer));
  const wrongPins = [...numberPins]
    .filter(([, value]) => !pin().safeParse(value).success)
    .map(([id]) => NUMBER_PIN + id);
  for (const name of [...wrong, ...wrongPins]) {
    const input = inputs.find((one) => one.name === name || one.name.startsWith(`${name}.`));
    if (input && !errors.has(input.name)) errors.set(input.name, input.remedy);
  }
  const values = new Map(inputs.filter(({ isSecret }) => !isSecret).map(({ name }) => [name, given.get(name) ?? ""]));
  const isGood = parsed.success && errors.size === 0 && filled.length > 0;
  return { correction: isGood ? { change: parsed.data, numberPins } : null, entered: { values, errors } };
}

const MISSING = "Fill this in, too.";

const nameAt = (pointer: string): string => pointer.slice(1).replaceAll("/", ".");

interface Body {
  [field: string]: unknown;
  scope?: unknown;
  remaining_numbers?: Record<string, unknown> | null;
}

/** The body of a PATCH with the values. */
function bodyOf(
  inputs: readonly CorrectionInput[],
  given: ReadonlyMap<string, string>,
  before: Before,
): { readonly body: Body; readonly numberPins: ReadonlyMap<string, string> } {
  const body: Body = {};
  const numberPins = new Map<string, string>();
  for (const input of inputs) {
    const text = given.get(input.name);
    if (text === undefined) continue;
    const value = wireValue(input, text);
    const [field = "", part] = input.name.split(".");
    if (input.name.startsWith(NUMBER_PIN)) numberPins.set(input.name.slice(NUMBER_PIN.length), value);
    else if (part === undefined) body[field] = value;
    else body[field] = { ...(body[field] as object | undefined), [part]: value };
  }
  // Parts that the form does not ask for stay as they are.
  if (body.desired) body.desired = { time_zone: before.desired?.time_zone, ...body.desired };
  if (body.scope === "full") body.remaining_numbers = null;
  else if (body.scope === "partial" || body.remaining_numbers) {
    body.scope = "partial";
    body.remaining_numbers = { ...before.remaining_numbers, ...body.remaining_numbers };
  }
  return { body, numberPins };
}

/** A value as the API takes it: people write phone numbers and codes in more ways than programs. */
function wireValue({ name, type }: CorrectionInput, text: string): string {
  if (type === "tel") return telephone(text);
  return /\.(country|state)$/.test(name) && text.length === 2 ? text.toUpperCase() : text;
}

/** E.164 for a number as it is written in the US; other texts without their separators. */
function telephone(text: string): string {
  const digits = text.replaceAll(/[\s().\-\u2010-\u2015]/g, "");
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  return /^1[2-9]\d{9}$/.test(digits) ? `+${digits}` : digits;
}
