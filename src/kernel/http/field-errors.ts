// Pure: no I/O, no clock, no randomness.
import type { z } from "#kernel/http/schema";
import { nearest } from "#kernel/values/nearest";
import type { FieldError } from "./problem";

/** Turns zod's issues with a request into the `errors` of a problem document. */

/** A path as a JSON pointer (RFC 6901). */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const plural = (count: number | bigint, thing: string): string => `${count} ${thing}${Number(count) === 1 ? "" : "s"}`;

const MAX_LISTED = 30;

/** `a, b or c`, or the beginning of a long list. */
function anyOf(names: readonly string[]): string {
  if (names.length > MAX_LISTED) return `${names.slice(0, MAX_LISTED).join(", ")} or another of ${names.length}`;
  const [last = "", ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(", ")} or ${last}`;
}

const suggestion = (given: unknown, names: readonly string[]): string => {
  const meant = typeof given === "string" ? nearest(given, names) : undefined;
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
};

/** The detail for the name of a field that does not exist here. */
export function unknownField(name: string, known: readonly string[]): string {
  const meant = suggestion(name, known);
  if (meant !== "" || known.length === 0) return `This field is not known.${meant}`;
  return `This field is not known. The fields are ${anyOf(known).replace(/ or ([^ ]+)$/, " and $1")}.`;
}

const types: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
  null: "null",
};

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : (types[typeof value] ?? typeof value);

function typeMismatch(expected: string, input: unknown): string {
  if (input === undefined) return "This field is required.";
  if (expected === "int" && typeof input === "number") return "Must be a whole number.";
  const given = typeof input === "boolean" ? "a boolean" : typeOf(input);
  return `Must be ${types[expected] ?? `of type ${expected}`}, not ${given}.`;
}

function boundOf(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  const [bound, words] = issue.code === "too_small" ? [issue.minimum, "at least"] : [issue.maximum, "at most"];
  if (issue.origin === "string") return `Must have ${words} ${plural(bound, "character")}.`;
  if (issue.origin === "array") return `Must have ${words} ${plural(bound, "item")}.`;
  return `Must be ${words} ${bound}.`;
}

const formats: Readonly<Record<string, string>> = {
  datetime: "Must be an ISO 8601 time with its zone, like 2026-11-22T10:00:00Z.",
  date: "Must be a date like 2026-11-22.",
};

function optionOf(values: readonly unknown[], input: unknown): string {
  const names = values.map(String);
  return `Must be ${names.length > 1 ? "one of " : ""}${anyOf(names)}.${suggestion(input, names)}`;
}

/** A union whose variants differ in one field; other unions are with null alone, which `unwrapNullable` resolves. */
function kindOf(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { discriminator, options, input } = issue as { discriminator?: string; options?: unknown[]; input?: object };
  if (discriminator === undefined || !options) return "Must have one of the forms that the API reference shows.";
  const given = input === undefined ? undefined : new Map(Object.entries(input)).get(discriminator);
  if (given !== undefined) return optionOf(options, given);
  return `This field is required. ${optionOf(options, given)} Send the whole object, not only the fields that change.`;
}

/** A query field that was given several times is a list. */
const isRepeated = (at: FieldError["in"], { input }: z.core.$ZodRawIssue): boolean =>
  at === "query" && Array.isArray(input);

/**
 * The error map for one part of a request: says in plain English what is wrong, where the schema has no words of its
 * own. The issue of several unknown fields gets one line for each.
 */
export const messagesFor =
  (at: FieldError["in"]) =>
  (issue: z.core.$ZodRawIssue): string => {
    switch (issue.code) {
      case "invalid_type":
        return isRepeated(at, issue)
          ? "Must be given once, not several times."
          : typeMismatch(issue.expected, issue.input);
      case "too_small":
      case "too_big":
        return boundOf(issue);
      case "invalid_format":
        return formats[issue.format] ?? "Must have the form that the API reference shows.";
      case "invalid_value":
        if (issue.input === undefined) return "This field is required.";
        return isRepeated(at, issue) ? "Must be given once, not several times." : optionOf(issue.values, issue.input);
      case "invalid_union":
        return kindOf(issue);
      case "invalid_key":
        return [...new Set(issue.issues.map(({ message }) => message))].join(" ");
      case "unrecognized_keys": {
        const known = fieldNamesOf(issue.inst);
        return issue.keys.map((key) => unknownField(key, known)).join("\n");
      }
      default:
        return "Is not valid.";
    }
  };

/** The names of an object schema's fields; none for another schema. */
export function fieldNamesOf(schema: unknown): string[] {
  const shape = typeof schema === "object" && schema !== null && "shape" in schema ? schema.shape : {};
  return Object.keys(shape as object);
}

const expectsNull = (errors: readonly z.core.$ZodIssue[]): boolean =>
  errors.some((issue) => issue.code === "invalid_type" && issue.expected === "null" && issue.path.length === 0);

/** Unwraps the union of a schema and null (`orNull`): returns what is wrong with the non-null value. */
function unwrapNullable(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [meant, another] = issue.errors.filter((errors) => !expectsNull(errors));
  if (meant === undefined || another !== undefined) return [issue];
  return meant.flatMap((inner) => unwrapNullable({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** Says of fields that only the platform sets, by name, what changes them. */
export type ReadOnlyFields = Readonly<Record<string, string>>;

/** One error per wrong field, the first that was found; an object with several unknown fields gets one for each. */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  at: FieldError["in"],
  readOnly: ReadOnlyFields = {},
): FieldError[] {
  const errors = issues.flatMap(unwrapNullable).flatMap((issue): FieldError[] => {
    if (issue.code !== "unrecognized_keys") return [{ in: at, pointer: pointerTo(issue.path), detail: issue.message }];
    const details = issue.message.split("\n");
    return issue.keys.map((key, index) => {
      const fixed = issue.path.length === 0 ? readOnly[key] : undefined;
      return { in: at, pointer: pointerTo([...issue.path, key]), detail: fixed ?? details[index] ?? "" };
    });
  });
  return [...new Map(errors.toReversed().map((error) => [error.pointer, error])).values()].toReversed();
}
