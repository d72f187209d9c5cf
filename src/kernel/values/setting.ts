// Pure: no I/O, no clock, no randomness.
/**
 * Reads settings. Each isolate does so for its first request, and building a schema for them took longer than all else
 * that this request needs, so these are plain functions.
 */

/** A setting's value, or why it is wrong: a predicate that never contains the text, which may be a secret. */
export type Reading<Value> = { readonly value: Value } | { readonly problem: string };

/** Reads a setting; `undefined`: it is not set. */
export type Setting<Value> = (text: string | undefined) => Reading<Value>;

type Parse<Value> = (text: string) => Reading<Value>;

export const required =
  <Value>(parse: Parse<Value>): Setting<Value> =>
  (text) =>
    text === undefined ? { problem: "is not set" } : parse(text);

export const optional =
  <Value>(parse: Parse<Value>): Setting<Value | undefined> =>
  (text) =>
    text === undefined ? { value: undefined } : parse(text);

export const withDefault =
  <Value>(value: Value, parse: Parse<Value>): Setting<Value> =>
  (text) =>
    text === undefined ? { value } : parse(text);

/** Refuses a text for which `isRight` does not hold. */
export const textThat =
  (isRight: (text: string) => boolean, problem: string): Parse<string> =>
  (text) =>
    isRight(text) ? { value: text } : { problem };

export const matching = (pattern: RegExp, problem: string): Parse<string> =>
  textThat((text) => pattern.test(text), problem);

/** A text of so many characters, without the blanks around it. */
export const shortText =
  (most: number, least = 0): Parse<string> =>
  (given) => {
    const text = given.trim();
    if (text.length < least) return { problem: "must not be blank" };
    return text.length <= most ? { value: text } : { problem: `must have at most ${most} characters` };
  };

export const oneOf =
  <const Word extends string>(words: readonly Word[]): Parse<Word> =>
  (text) => {
    const word = words.find((each) => each === text);
    return word === undefined ? { problem: `must be ${words.join(" or ")}` } : { value: word };
  };

/** A URL with one of these protocols and `://`, which `URL.parse` would add, without the blanks around it. */
export const urlOf =
  (protocol: RegExp, problem: string): Parse<string> =>
  (given) => {
    const text = given.trim();
    const parsed = URL.parse(text);
    const isUrl = parsed !== null && protocol.test(parsed.protocol) && /^[a-z][a-z\d+.-]*:\/\//i.test(text);
    return isUrl ? { value: text } : { problem };
  };

/** Splits a text at its commas and reads each part. */
export const listOf =
  <Value>(parse: Parse<Value>): Parse<readonly Value[]> =>
  (text) => {
    const parts = text.split(",").map((part) => parse(part.trim()));
    const wrong = parts.find((part) => "problem" in part);
    return wrong ?? { value: parts.flatMap((part) => ("value" in part ? [part.value] : [])) };
  };

type Values<Settings> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never;
};

/** The values of all settings, or a sentence about each that is wrong. An empty text counts as not set. */
export function readSettings<Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
  given: ReadonlyMap<string, unknown>,
): { readonly values: Values<Settings> } | { readonly problems: string[] } {
  const values = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [name, read] of Object.entries(settings)) {
    const text = given.get(name) === "" ? undefined : given.get(name);
    const reading: Reading<unknown> =
      text === undefined || typeof text === "string" ? read(text) : { problem: "must be a text" };
    if ("problem" in reading) problems.push(`${name} ${reading.problem}.`);
    else values.set(name, reading.value);
  }
  // Each name has a value of its own setting, as no problem was found.
  return problems.length > 0 ? { problems } : { values: Object.fromEntries(values) as Values<Settings> };
}
