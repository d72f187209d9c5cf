import type { Context as HonoContext } from "hono";
import type { Context } from "#kernel/ports/context";
import { DEFAULT_PAGE_SIZE, type ListDigests, MAX_PAGE_SIZE } from "./page";
import { z } from "./schema";

/** Shared parts of routes: the Hono environment, media types, query fields and pages. */

export interface AppEnv {
  Bindings: Env;
  Variables: {
    ctx: Context;
    requestId: string;
    /** The list that the request names, on routes that answer a page. */
    list: ListDigests;
  };
}

/** A request and the means to answer it, for the helpers of routes. */
export type ApiRequest = HonoContext<AppEnv>;

export const ctxOf = (c: HonoContext<AppEnv>): Context => c.get("ctx");

/** The media type of one JSON value per line. */
export const NDJSON = "application/x-ndjson";

/** For `Router.operation`: answers requests whose body is CSV. */
export const csvInstead = (answer: (c: HonoContext<AppEnv>) => Promise<Response>) => ({
  mediaType: "text/csv",
  answer,
});

/** The headers of a file for the caller to store. */
export const fileHeaders = (type: string, name: string) => ({
  "content-type": type,
  "content-disposition": `attachment; filename="${name}"`,
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

/** A boolean in a query string. */
export const booleanInQuery = (description: string) =>
  z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional()
    .openapi({ type: "boolean", description });

/** An instant in a query string, parsed to milliseconds. An unescaped plus sign of its zone arrives as a space. */
export const instantInQuery = (description: string) =>
  z
    .string()
    .transform((text) => text.replace(" ", "+"))
    .pipe(z.iso.datetime({ offset: true }))
    .transform((text) => Date.parse(text))
    .optional()
    .openapi({ type: "string", format: "date-time", description, example: "2026-11-22T10:00:00.000Z" });

/** The query fields that filter a list by a period of creation. */
const createdQuery = () => ({
  created_after: instantInQuery("Returns only resources created at this time or later."),
  created_before: instantInQuery("Returns only resources created before this time."),
});

/** Adds an issue if the period's start is later than its end. */
function checkCreated(query: object, check: z.RefinementCtx): void {
  const [after, before] = [Reflect.get(query, "created_after"), Reflect.get(query, "created_before")];
  if (typeof after !== "number" || typeof before !== "number" || after <= before) return;
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

/** The query of an export: a period of creation, and the export's own `fields`. */
export const exportQuery = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.strictObject({ ...createdQuery(), ...fields }).superRefine(checkCreated);

/** The query of a list that grows without bound: paging, a period of creation, and the list's own `fields`. */
export const growingListQuery = <Fields extends z.ZodRawShape>(fields: Fields, fallback = DEFAULT_PAGE_SIZE) =>
  exportQuery({ ...pageQuery(fallback), ...fields });

export const pageBody = <T>(data: T[], nextCursor: string | null) => ({
  data,
  next_cursor: nextCursor,
  has_more: nextCursor !== null,
});
