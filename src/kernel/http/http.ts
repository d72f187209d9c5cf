import type { Context as HonoContext } from "hono";
import { accepts } from "hono/accepts";
import type { Context } from "#kernel/ports/context";
import { fieldErrors } from "./field-errors";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from "./page";
import { type FieldError, Problem } from "./problem";
import { lazily, z } from "./schema";

/** Shared parts of routes: the Hono environment, media types, query fields, pages and ETags. */

export interface AppEnv {
  Bindings: Env;
  Variables: { ctx: Context; requestId: string };
}

function validationProblem(issues: readonly z.core.$ZodIssue[], at: FieldError["in"]): Problem {
  const errors = fieldErrors(issues, at);
  const where = [...new Set(errors.map((error) => `${error.in}${error.pointer}`))].join(", ");
  return new Problem("validation_failed", `Not valid: ${where}. \`errors\` has the reason for each field.`, { errors });
}

/** Parses a value that no contract covers, like a CSV body. Throws `validation_failed` with one error per field. */
export function requireValid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: FieldError["in"],
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationProblem(result.error.issues, at);
}

export const ctxOf = (c: HonoContext<AppEnv>): Context => c.get("ctx");

/** Returns whether the `Accept` header prefers this type to JSON. */
const prefers =
  (type: string) =>
  (c: HonoContext<AppEnv>): boolean =>
    accepts(c, { header: "Accept", supports: ["application/json", type], default: "application/json" }) === type;

export const prefersCsv = prefers("text/csv");

/** One JSON value per line. */
export const NDJSON = "application/x-ndjson";

/** For `Router.operation`: answers requests that prefer NDJSON to JSON. Their query has no paging fields. */
export const ndjsonInstead =
  (answer: (c: HonoContext<AppEnv>) => Promise<Response>) =>
  (c: HonoContext<AppEnv>): Promise<Response> | undefined =>
    prefers(NDJSON)(c) ? answer(c) : undefined;

/** For `Router.operation`: answers requests whose body is CSV. */
export const csvInstead =
  (answer: (c: HonoContext<AppEnv>) => Promise<Response>) =>
  (c: HonoContext<AppEnv>): Promise<Response> | undefined =>
    /^text\/csv\s*(;|$)/i.test(c.req.header("content-type") ?? "") ? answer(c) : undefined;

export const csvHeaders = (fileName: string) => ({
  "content-type": "text/csv; charset=utf-8; header=present",
  "content-disposition": `attachment; filename="${fileName}"`,
});

/** A whole number in a query string, within bounds. */
export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^-?\d{1,12}$/, "Must be a whole number.")
    .transform(Number)
    .pipe(z.number().min(minimum, `Must be at least ${minimum}.`).max(maximum, `Must be at most ${maximum}.`));

const limit = (fallback: number) =>
  wholeNumber(1, MAX_PAGE_SIZE)
    .optional()
    .transform((value) => value ?? fallback)
    .openapi({
      param: { name: "limit", in: "query" },
      type: "integer",
      minimum: 1,
      maximum: MAX_PAGE_SIZE,
      default: fallback,
      description: "The largest number of rows to return.",
      example: fallback,
    });

/** A boolean in a query string; `false` if it is missing. */
export const booleanInQuery = (description: string) =>
  z
    .enum(["true", "false"])
    .optional()
    .transform((value) => value === "true")
    .openapi({ type: "string", enum: ["true", "false"], description });

/** An instant in a query string, parsed to milliseconds. An unescaped plus sign of its zone arrives as a space. */
export const instantInQuery = (description: string) =>
  z
    .string()
    .transform((text) => text.replace(" ", "+"))
    .pipe(z.iso.datetime({ offset: true }))
    .transform((text) => Date.parse(text))
    .optional()
    .openapi({ type: "string", format: "date-time", description, example: "2026-11-22T10:00:00.000Z" });

/** The query fields that filter a list by a period of creation. Pass the parsed fields to `checkCreated`. */
export const createdQuery = () => ({
  created_after: instantInQuery("Returns only resources created at this time or later."),
  created_before: instantInQuery("Returns only resources created before this time."),
});

interface Created {
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
}

/** Adds an issue if the period's start is later than its end. */
export function checkCreated({ created_after: after, created_before: before }: Created, check: z.RefinementCtx): void {
  if (after === undefined || before === undefined || after <= before) return;
  check.addIssue({ code: "custom", path: ["created_after"], message: "Must not be later than created_before." });
}

/** The query fields of every list. */
export const pageQuery = (fallback = DEFAULT_PAGE_SIZE) => ({
  limit: limit(fallback),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .openapi({ param: { name: "cursor", in: "query" }, description: "The `next_cursor` of the previous page." }),
});

export const pageBody = <T>(data: T[], nextCursor: string | null) => ({
  data,
  next_cursor: nextCursor,
  has_more: nextCursor !== null,
});

export const ifMatchHeader = lazily(() =>
  z.object({
    "if-match": z
      .string()
      .regex(/^(\*|(W\/)?"[^"]{1,40}")$/, "Must be an ETag in quotes, or *.")
      .optional()
      .openapi({
        description: "The `ETag` you read. The change is refused with 412 if the resource has changed since.",
        example: '"3"',
      }),
  }),
);

export const etagOf = (version: number): string => `"${version}"`;

/** The ETag of a new resource. */
export const firstEtag = etagOf(1);

/** Throws `stale_version` if the `If-Match` header names another version than the current one. */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch.replace(/^W\//, "") === etagOf(version)) return;
  throw new Problem("stale_version", `The current version is ${etagOf(version)}; read it again and repeat the change.`);
}
