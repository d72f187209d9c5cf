// Pure: no I/O, no clock, no randomness.
import type { FieldError } from "#kernel/http/problem";
import { parseE164, specialServiceOf } from "#kernel/values/phone";

/** The most numbers that a request has. */
export const MAX_PORTING_NUMBERS = 1_000;

/** Numbers as a request names them: one by one, as ranges, or with settings of their own. */
export interface NumberInput<Settings> {
  /** Each is a number, or a range like `+14155550100-+14155550199`. */
  readonly phone_numbers?: readonly string[] | undefined;
  readonly ranges?: readonly { readonly start: string; readonly end: string }[] | undefined;
  readonly numbers?: readonly ({ readonly phone_number: string } & Settings)[] | undefined;
}

export interface NamedNumber<Settings> {
  readonly e164: string;
  /** Where the body names it, as a JSON pointer. */
  readonly pointer: string;
  readonly settings: Settings | null;
}

type Read<Settings> =
  | { readonly numbers: readonly NamedNumber<Settings>[] }
  | { readonly mistakes: readonly [FieldError, ...FieldError[]] };

/**
 * Reads and expands the numbers of a request. `taken` are those that the request has already. All mistakes are named,
 * each at its own place; of a range the first.
 */
export function readNumbers<Settings>(input: NumberInput<Settings>, taken: ReadonlySet<string>): Read<Settings> {
  const mistakes = new Map<string, FieldError>();
  const found = new Map<string, NamedNumber<Settings>>();
  const fail = (pointer: string, detail: string): void => {
    if (!mistakes.has(pointer)) mistakes.set(pointer, { in: "body", pointer, detail });
  };
  const add = (e164: string, pointer: string, settings: Settings | null): void => {
    const earlier = found.get(e164);
    const service = specialServiceOf(e164);
    if (earlier) fail(pointer, `${e164} is named twice; the first time at ${earlier.pointer}. Name each number once.`);
    else if (taken.has(e164)) fail(pointer, `${e164} is in this request already. Leave it out.`);
    else if (service !== null) fail(pointer, `${e164} is ${service}, which no carrier ports. Leave it out.`);
    else found.set(e164, { e164, pointer, settings });
  };
  const addRange = (start: string, end: string, pointers: RangePointers): void => {
    const range = readRange(start, end, pointers);
    if ("mistakes" in range) for (const { pointer, detail } of range.mistakes) fail(pointer, detail);
    else for (const e164 of range.numbers) add(e164, pointers.whole, null);
  };
  for (const [at, text] of (input.phone_numbers ?? []).entries()) {
    const pointer = `/phone_numbers/${at}`;
    const [start = "", end, ...more] = text.split(rangeDash);
    if (end !== undefined && more.length === 0) {
      addRange(start, end, { whole: pointer, start: pointer, end: pointer });
      continue;
    }
    const read = parseE164(text);
    const short = shortRange.exec(text)?.groups;
    if (short) fail(pointer, shortRangeProblem(text, short));
    else if ("problem" in read) fail(pointer, read.problem);
    else add(read.e164, pointer, null);
  }
  for (const [at, { start, end }] of (input.ranges ?? []).entries()) {
    const whole = `/ranges/${at}`;
    addRange(start, end, { whole, start: `${whole}/start`, end: `${whole}/end` });
  }
  for (const [at, { phone_number, ...settings }] of (input.numbers ?? []).entries()) {
    const pointer = `/numbers/${at}/phone_number`;
    const read = parseE164(phone_number);
    // Safe: the rest of the object is its settings.
    if ("e164" in read) add(read.e164, pointer, settings as Settings);
    else fail(pointer, read.problem);
  }
  const total = found.size + taken.size;
  if (total > MAX_PORTING_NUMBERS) {
    fail("", `The request would have ${total} numbers; the most is ${MAX_PORTING_NUMBERS}. Make several requests.`);
  }
  const [first, ...others] = mistakes.values();
  return first ? { mistakes: [first, ...others] } : { numbers: [...found.values()] };
}

/** A dash between two numbers: the second one begins with a plus sign. */
const rangeDash = /\s*[-\u2013\u2014]\s*(?=\+)/;

/** A range whose end is only the last digits, as people write it. */
const shortRange = /^\s*(?<start>\+\d{8,15})\s*[-\u2013\u2014]\s*(?<last>\d{1,7})\s*$/;

function shortRangeProblem(
  text: string,
  { start = "", last = "" }: { readonly [name: string]: string | undefined },
): string {
  return `"${text.trim()}" is a range with a shortened end. Write both numbers in full: ${start}-${start.slice(0, -last.length)}${last}.`;
}

interface RangePointers {
  readonly whole: string;
  readonly start: string;
  readonly end: string;
}

function readRange(
  startText: string,
  endText: string,
  pointers: RangePointers,
): { readonly numbers: readonly string[] } | { readonly mistakes: readonly FieldError[] } {
  const [start, end] = [parseE164(startText), parseE164(endText)];
  const mistakes: FieldError[] = [];
  const fail = (pointer: string, detail: string): void => {
    mistakes.push({ in: "body", pointer, detail });
  };
  if ("problem" in start) fail(pointers.start, start.problem);
  if ("problem" in end) fail(pointers.end, end.problem);
  if ("problem" in start || "problem" in end) return { mistakes };
  // An E.164 number has 15 digits at most, fewer than a safe integer.
  const [from, to] = [Number(start.e164.slice(1)), Number(end.e164.slice(1))];
  const size = to - from + 1;
  if (start.e164.length !== end.e164.length) {
    fail(
      pointers.whole,
      `${start.e164} and ${end.e164} have different lengths, so no range leads from one to the other.`,
    );
  } else if (size < 1) {
    fail(pointers.whole, `The range ends before it starts. Write ${end.e164}-${start.e164}.`);
  } else if (size > MAX_PORTING_NUMBERS) {
    fail(pointers.whole, `The range has ${size} numbers; the most in a request is ${MAX_PORTING_NUMBERS}.`);
  }
  if (mistakes.length > 0) return { mistakes };
  const numbers = Array.from({ length: size }, (_, at) => `+${from + at}`);
  for (const number of numbers) {
    const read = parseE164(number);
    if ("problem" in read) return { mistakes: [{ in: "body", pointer: pointers.whole, detail: read.problem }] };
  }
  return { numbers };
}
