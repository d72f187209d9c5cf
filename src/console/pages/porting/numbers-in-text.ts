// Pure: no I/O, no clock, no randomness.

interface NumbersInText {
  /** E.164, each once, in the order of the text. */
  readonly numbers: readonly string[];
  /** Pieces of the text that are no phone number. */
  readonly others: readonly string[];
  /** How many were named twice. */
  readonly repeated: number;
}

/** A range longer than a request can be is not expanded. */
const MAX_RANGE = 1_000;
const e164 = /^\+[1-9]\d{6,14}$/;
const rangeDash = /\s*[-\u2013\u2014]\s*(?=\+)/;

/** Reads numbers as people write them: with brackets and hyphens, and those of North America without +1. */
function toE164(text: string): string | null {
  const bare = text.replace(/^tel:/i, "").replaceAll(/[\s().\-\u2010-\u2015/\u00a0]/g, "");
  const digits = bare.replace(/^00/, "+");
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  if (/^1[2-9]\d{9}$/.test(digits)) return `+${digits}`;
  return e164.test(digits) ? digits : null;
}

function rangeOf(text: string): string[] | null {
  const [from = "", to, ...more] = text.split(rangeDash);
  if (to === undefined || more.length > 0) return null;
  const [start, end] = [toE164(from), toE164(to)];
  if (!start || start.length !== end?.length) return null;
  const [first, last] = [Number(start.slice(1)), Number(end.slice(1))];
  if (last < first || last - first >= MAX_RANGE) return null;
  return Array.from({ length: last - first + 1 }, (_, at) => `+${first + at}`);
}

/** The phone numbers of a pasted text: one per line, or with commas, semicolons or tabs between them; also ranges. */
export function numbersInText(text: string): NumbersInText {
  const numbers = new Set<string>();
  const others: string[] = [];
  let repeated = 0;
  for (const piece of text.split(/[\n\r,;\t]+/)) {
    const trimmed = piece.trim();
    if (trimmed === "") continue;
    const one = toE164(trimmed);
    const found = one ? [one] : rangeOf(trimmed);
    if (!found) others.push(trimmed);
    for (const number of found ?? []) {
      if (numbers.has(number)) repeated += 1;
      numbers.add(number);
    }
  }
  return { numbers: [...numbers], others, repeated };
}
