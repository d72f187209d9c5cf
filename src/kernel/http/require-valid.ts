import { fieldErrors, messagesFor, type ReadOnlyFields } from "./field-errors";
import { type FieldError, validationFailed } from "./problem";
import { respelled } from "./respell-query";
import type { z } from "./schema";

interface Wording {
  readonly readOnly?: ReadOnlyFields | undefined;
  /** Comes before the first reason. */
  readonly before?: string;
}

/** Parses one part of a request. Throws `validation_failed` with one error per wrong field. */
export function requireValid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: FieldError["in"],
  { readOnly, before }: Wording = {},
): z.output<Schema> {
  const options = { error: messagesFor(at) };
  const first = schema.safeParse(value, options);
  if (first.success) return first.data;
  const meant = at === "query" ? respelled(value, first.error.issues) : undefined;
  const second = meant === undefined ? first : schema.safeParse(meant, options);
  if (second.success) return second.data;
  throw validationFailed(fieldErrors(second.error.issues, at, readOnly), before);
}
