import type { z } from "#kernel/http/schema";
import type { FieldError } from "./problem";

/** Turns zod's issues with a request into the `errors` of a problem document. */

/** A path as a JSON pointer (RFC 6901). */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const typeMismatch = /^Invalid input: expected (.+), received (.+)$/;

/** Whether the message is zod's default, because the check has none of ours. */
const isZodDefault = (message: string): boolean => /^(Invalid |Too (small|big): )/.test(message);

const plural = (count: number | bigint, thing: string): string => `${count} ${thing}${Number(count) === 1 ? "" : "s"}`;

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [bound, words] = issue.code === "too_small" ? [issue.minimum, "at least"] : [issue.maximum, "at most"];
  if (issue.origin === "string") return `Must have ${words} ${plural(bound, "character")}.`;
  if (issue.origin === "array") return `Must have ${words} ${plural(bound, "item")}.`;
  return `Must be ${words} ${bound}.`;
}

const formats: Readonly<Record<string, string>> = {
  datetime: "Must be an ISO 8601 time with its zone, like 2026-11-22T10:00:00Z.",
  date: "Must be a date like 2026-11-22.",
};

/** Says in plain English what is wrong with a value, instead of zod's default message. */
function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key") return issue.issues.map(detailOf).join(" ");
  if (!isZodDefault(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
    case "too_big":
      return boundOf(issue);
    case "invalid_format":
      return formats[issue.format] ?? issue.message;
    case "invalid_union":
      if (!("options" in issue) || !Array.isArray(issue.options)) return issue.message;
      return `This field is required and must be one of ${issue.options.join(", ")}: the object that contains it is replaced as a whole.`;
    case "invalid_type": {
      const [, expected, received] = typeMismatch.exec(issue.message) ?? [];
      if (received === "undefined") return "This field is required.";
      return expected && received ? `Must be of type ${expected}, not ${received}.` : issue.message;
    }
    default:
      return issue.message;
  }
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

/** Drops length errors of a value that has the wrong type: zod measures everything that has a length. */
function withoutLengthErrors(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const mistyped = new Set(issues.filter(({ code }) => code === "invalid_type").map(({ path }) => pointerTo(path)));
  return issues.filter(({ code, path }) => code === "invalid_type" || !mistyped.has(pointerTo(path)));
}

/** One error per wrong field; an object with several unknown fields gets one for each of them. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], at: FieldError["in"]): FieldError[] {
  return withoutLengthErrors(issues.flatMap(unwrapNullable)).flatMap((issue): FieldError[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        in: at,
        pointer: pointerTo([...issue.path, key]),
        detail: "This field is not known.",
      }));
    }
    return [{ in: at, pointer: pointerTo(issue.path), detail: detailOf(issue) }];
  });
}
