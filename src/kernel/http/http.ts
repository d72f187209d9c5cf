import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { accepts } from "hono/accepts";
import type { Context } from "#kernel/ports/context";
import { fieldErrors } from "./field-errors";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from "./page";
import { type FieldError, Problem, type ProblemCode, problemCatalogue } from "./problem";

/** What every route is made of. */

export interface AppEnv {
  Bindings: Env;
  Variables: { ctx: Context; requestId: string };
}

export type Router = OpenAPIHono<AppEnv>;

const targets = {
  json: "body",
  form: "body",
  query: "query",
  param: "path",
  header: "header",
  cookie: "header",
} as const;

function refusal(issues: readonly z.core.$ZodIssue[], at: FieldError["in"]): Problem {
  const errors = fieldErrors(issues, at);
  const where = [...new Set(errors.map((error) => `${error.in}${error.pointer}`))].join(", ");
  return new Problem("validation_failed", `Not valid: ${where}.`, { errors });
}

/** What a contract would have checked, for a request that goes past it. */
export function requireValid<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: FieldError["in"],
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw refusal(result.error.issues, at);
}

/** A router whose failed validations are problems like any other. */
export function createRouter(): Router {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw refusal(result.error.issues, targets[result.target]);
    },
  });
}

export const ctxOf = (c: HonoContext<AppEnv>): Context => c.get("ctx");

/** Whether the caller would rather have this type than JSON, by what it accepts. */
const wants =
  (type: string) =>
  (c: HonoContext<AppEnv>): boolean =>
    accepts(c, { header: "Accept", supports: ["application/json", type], default: "application/json" }) === type;

export const wantsCsv = wants("text/csv");

/** One JSON value to a line. */
export const NDJSON = "application/x-ndjson";

/** Answers requests for NDJSON. It stands before the contract, whose query fields are those of a list with pages. */
export const ndjsonInstead =
  (answer: (c: HonoContext<AppEnv>) => Promise<Response>): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (wants(NDJSON)(c)) return await answer(c);
    await next();
  };

/**
 * Answers requests whose body is CSV. It stands before the contract's own checks, which would take every body for JSON: a
 * contract with two kinds of bodies can check but one.
 */
export const csvInstead =
  (answer: (c: HonoContext<AppEnv>) => Promise<Response>): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (/^text\/csv\s*(;|$)/i.test(c.req.header("content-type") ?? "")) return await answer(c);
    await next();
  };

export const csvHeaders = (fileName: string) => ({
  "content-type": "text/csv; charset=utf-8; header=present",
  "content-disposition": `attachment; filename="${fileName}"`,
});

// ── parts of contracts ──────────────────────────────────────────────────────────────────────────────────────────────

export const problemDocument = z
  .object({
    type: z.string().openapi({ description: "Where this kind of problem is described." }),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ description: "The stable name of the problem; branch on this." }),
    detail: z.string().openapi({ description: "What went wrong this time." }),
    request_id: z.string(),
    retry_after: z.int().optional().openapi({ description: "Seconds to wait before trying again." }),
    carrier_code: z
      .int()
      .nullable()
      .optional()
      .openapi({ description: "The carrier's own code, e.g. Twilio's 21422." }),
    errors: z
      .array(z.object({ in: z.enum(["body", "query", "path", "header"]), pointer: z.string(), detail: z.string() }))
      .optional()
      .openapi({
        description: "The fields that are wrong; `pointer` is a JSON pointer into that part of the request.",
      }),
  })
  .openapi("Problem", { description: "An RFC 9457 problem document (application/problem+json)." });

/** What any authenticated request can meet. */
const everywhere = [
  "unauthenticated",
  "invalid_api_key",
  "api_key_expired",
  "api_key_revoked",
  "missing_scope",
  "validation_failed",
  "rate_limited",
  "internal_error",
  "storage_unavailable",
  "not_configured",
] as const satisfies readonly ProblemCode[];

/** What a request with a JSON body can meet besides. */
export const bodyProblems = [
  "malformed_json",
  "unsupported_media_type",
  "body_too_large",
] as const satisfies readonly ProblemCode[];
export const idempotencyProblems = [
  "request_in_progress",
  "idempotency_key_reused",
] as const satisfies readonly ProblemCode[];
export const carrierProblems = [
  "carrier_refused",
  "carrier_credentials_invalid",
  "carrier_busy",
  "carrier_unavailable",
] as const satisfies readonly ProblemCode[];

/**
 * The failures of a contract, documented by status. Typed as no responses at all: handlers throw them and never return
 * one, so only the successes are part of what a handler's answer is checked against.
 */
export function failures(...codes: readonly ProblemCode[]): Record<never, never> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...everywhere, ...codes])) {
    const { status } = problemCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const documented = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(documented.map(([status, group]) => [status, failure(group)]));
}

function failure(codes: readonly ProblemCode[]) {
  const examples = codes.map((code): [string, { value: Record<string, unknown> }] => {
    const example = new Problem(code, problemCatalogue[code].title);
    return [code, { value: example.toDocument("req_01k9m8x3zt5v7w9y2a4c6e8g0j") }];
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(" "),
    content: { "application/problem+json": { schema: problemDocument, examples: Object.fromEntries(examples) } },
  };
}

/** A JSON answer of a contract. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string, example?: unknown) => ({
  description,
  content: { "application/json": { schema, ...(example !== undefined && { example }) } },
});

/** A JSON answer that shows something with a version, as its `ETag`, for those who will change it with `If-Match`. */
export const versioned = <Schema extends z.ZodType>(schema: Schema, description: string, example: unknown) => ({
  ...json(schema, description, example),
  headers: z.object({
    ETag: z
      .string()
      .openapi({ description: "The version that this is, to be given back as `If-Match`.", example: '"3"' }),
  }),
});

/** A JSON body of a contract; required, as otherwise an empty one would pass for `{}`. */
export const body = <Schema extends z.ZodType>(schema: Schema, example: unknown) => ({
  required: true,
  content: { "application/json": { schema, example } },
});

/** The bodies of a contract that takes CSV too. Typed as those without it: `csvInstead` takes it before they are checked. */
export const orCsv = <Content extends object>(
  content: Content,
  csv: { schema: z.ZodType; example: string },
): Content => ({
  ...content,
  "text/csv": csv,
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
      description: "How many rows to return at the most.",
      example: fallback,
    });

/** A switch in a query string, off unless given. */
export const switchedOn = (description: string) =>
  z
    .enum(["true", "false"])
    .optional()
    .transform((value) => value === "true")
    .openapi({ type: "string", enum: ["true", "false"], description });

/** An instant in a query string, in milliseconds. An unescaped plus sign, of its zone, arrives as a space. */
export const instantInQuery = (description: string) =>
  z
    .string()
    .transform((text) => text.replace(" ", "+"))
    .pipe(z.iso.datetime({ offset: true }))
    .transform((text) => Date.parse(text))
    .optional()
    .openapi({ type: "string", format: "date-time", description, example: "2026-11-22T10:00:00.000Z" });

/** The query fields of a list that can be narrowed down to a period, and what no single one of them can say of itself. */
export const createdQuery = {
  created_after: instantInQuery("Made at this time or later."),
  created_before: instantInQuery("Made before this time."),
};

interface Created {
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
}

export function checkCreated({ created_after: after, created_before: before }: Created, check: z.RefinementCtx): void {
  if (after === undefined || before === undefined || after <= before) return;
  check.addIssue({ code: "custom", path: ["created_after"], message: "Must not be later than created_before." });
}

/** The query fields that every list takes. */
export const pageQuery = (fallback = DEFAULT_PAGE_SIZE) => ({
  limit: limit(fallback),
  cursor: z
    .string()
    .max(1_000)
    .optional()
    .openapi({ param: { name: "cursor", in: "query" }, description: "`next_cursor` of the page before." }),
});

/** `more` is what a list says besides its rows. */
export const pageOf = <Schema extends z.ZodType, More extends z.ZodRawShape = Record<never, never>>(
  item: Schema,
  name: string,
  more = {} as More,
) =>
  z
    .object({
      data: z.array(item),
      next_cursor: z.string().nullable().openapi({ description: "Give this back as `cursor` for the next page." }),
      has_more: z.boolean(),
      ...more,
    })
    .openapi(name);

export const pageBody = <T>(data: T[], nextCursor: string | null) => ({
  data,
  next_cursor: nextCursor,
  has_more: nextCursor !== null,
});

export const idempotencyHeader = z.object({
  "idempotency-key": z.string().min(1).max(255).optional().openapi({
    description:
      "Any text of yours, up to 255 characters. The same key and body again gets the same answer, and nothing twice.",
    example: "order-2026-11-22-0001",
  }),
});

export const ifMatchHeader = z.object({
  "if-match": z
    .string()
    .regex(/^(\*|(W\/)?"[^"]{1,40}")$/, "Must be an ETag in quotes, or *.")
    .optional()
    .openapi({
      description: "The `ETag` you read. The change is refused with 412 if the resource has changed since.",
      example: '"3"',
    }),
});

export const etagOf = (version: number): string => `"${version}"`;

/** Of what has just been made. */
export const firstEtag = etagOf(1);

/** Refuses a change that was made from an older version. */
export function requireMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch.replace(/^W\//, "") === etagOf(version)) return;
  throw new Problem("stale_version", `The current version is ${etagOf(version)}; read it again and repeat the change.`);
}

export const bearer = [{ bearer: [] }];
