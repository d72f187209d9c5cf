// Pure: no I/O, no clock, no randomness.
/**
 * Phones with two spellings in E.164. Only numbering plans with two spellings in use today are here:
 *
 * - Mexico ended the 1 before mobile numbers in 2019, but WhatsApp and some networks still send it.
 * - Argentina's mobile numbers have a 9 on calls from abroad, and none on calls from within.
 * - Palestine's mobile numbers (56, 59) are dialled by +970 and by +972; Israel has no such numbers.
 * - San Marino's landlines are dialled by +378, by +378 0549 and through Italy, by +39 0549.
 *
 * Brazil's ninth digit is no double: numbers of eight digits are landlines and trunked radio, which are other phones.
 * Past renumberings (Ivory Coast, Benin) are none either: networks no longer send the former numbers. A trunk prefix in
 * an international number (+49 030) is a mistake, not a spelling.
 */
interface Double {
  readonly canonical: string;
  readonly other: string;
  /** The digits after either prefix. */
  readonly rest: RegExp;
}

const doubles: readonly Double[] = [
  { canonical: "+52", other: "+521", rest: /^\d{10}$/ },
  { canonical: "+54", other: "+549", rest: /^\d{10}$/ },
  { canonical: "+970", other: "+972", rest: /^5[69]\d{7}$/ },
  { canonical: "+3780549", other: "+378", rest: /^[89]\d{5}$/ },
  { canonical: "+3780549", other: "+390549", rest: /^[89]\d{5}$/ },
];

/** The number with its prefix replaced; `null` if it has another prefix, or other digits after it. */
const respelled = (e164: string, from: string, to: string, rest: RegExp): string | null =>
  e164.startsWith(from) && rest.test(e164.slice(from.length)) ? to + e164.slice(from.length) : null;

/** The one spelling to compare numbers by. Records and answers show the spelling that came. */
export function canonicalNumber(e164: string): string {
  for (const { canonical, other, rest } of doubles) {
    const number = respelled(e164, other, canonical, rest);
    if (number !== null) return number;
  }
  return e164;
}

/** All spellings of a number, the canonical one first. */
export function spellingsOf(e164: string): string[] {
  const number = canonicalNumber(e164);
  return [number, ...doubles.flatMap(({ canonical, other, rest }) => respelled(number, canonical, other, rest) ?? [])];
}

/** Whether both are the same phone. */
export const isSameNumber = (a: string, b: string): boolean => canonicalNumber(a) === canonicalNumber(b);
