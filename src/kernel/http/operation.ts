import type { ProblemCode } from "./problem";
import type { z } from "./schema";
import type { Scope } from "./scope";

/**
 * The contract of an API operation: its input, the keys that may call it, its answers and its failures. The router
 * (router.ts) enforces it. The OpenAPI document combines it with the texts and examples in the folder's `openapi.ts`.
 */
export interface Operation {
  /** The operation's name in the document and in generated clients. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** The path with its parameters in braces, as in the document. */
  readonly path: string;
  readonly access: Access;
  /** The router builds these schemas on first use, because most isolates serve few operations. */
  readonly query?: () => z.ZodObject;
  readonly headers?: () => z.ZodObject;
  readonly body?: z.ZodType | (() => z.ZodType);
  /** The operation accepts an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** The operation accepts an `If-Match` with the version to change. */
  readonly conditional?: true;
  readonly success: Readonly<Record<number, Answer>>;
  /** Problems beyond those that follow from the rest of the contract (`failuresOf`). */
  readonly failures?: readonly ProblemCode[];
}

export const operation = <const O extends Operation>(contract: O): O => contract;

// ── access ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The key needs all scopes of `all`, or one of `any`. An empty `all` admits every key; `null` needs no key. */
export type Access = { readonly all: readonly Scope[] } | { readonly any: readonly [Scope, ...Scope[]] } | null;

export const needs = (...all: readonly Scope[]): Access => ({ all });
/** Admits a tenant's key with this scope, and the platform's keys. */
export const needsOrAdmin = (scope: Scope): Access => ({ any: [scope, "admin"] });
export const anyKey: Access = { all: [] };
export const noKey: Access = null;

// ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type AnswerKind = "json" | "versioned" | "located" | "page" | "other";

/** A successful answer. The body is only a type: the Worker does not validate answers. The document has the schema. */
export interface Answer<Body = unknown> {
  readonly kind: AnswerKind;
  /** Never set: it carries the type. */
  readonly body?: Body;
}

const kinds = {
  json: { kind: "json" },
  versioned: { kind: "versioned" },
  located: { kind: "located" },
  page: { kind: "page" },
  other: { kind: "other" },
} as const satisfies Record<AnswerKind, Answer>;

/** Attaches a body type to a kind of answer; the type exists only at compile time. */
const declared = <Body>(kind: AnswerKind): Answer<Body> => kinds[kind];

/** A JSON answer. */
export const json = <Body>(): Answer<Body> => declared("json");

/** A JSON answer with its version in the `ETag` header, for a later `If-Match`. */
export const versioned = <Body>(): Answer<Body> => declared("versioned");

/** A JSON answer with a `Location` header: the path at which the caller follows the work. */
export const located = <Body>(): Answer<Body> => declared("located");

export interface PageBody<Row> {
  readonly data: Row[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

/** A page of a list. `More` holds the fields besides its rows. */
export const page = <Row, More = unknown>(): Answer<PageBody<Row> & More> => declared("page");

/** An answer without content, or with content other than JSON. */
export const other: Answer<Response> = { kind: "other" };

/** A page of a list that is also available in another media type. */
export const pageOrFile = <Row, More = unknown>(): Answer<(PageBody<Row> & More) | Response> => declared("page");

// ── failures ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Any request with a key can fail with these. */
export const sharedProblems = [
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

const bodyProblems = ["malformed_json", "unsupported_media_type", "body_too_large"] as const;
const idempotencyProblems = ["request_in_progress", "idempotency_key_reused"] as const;

/** An operation that calls the carrier while its own caller waits can fail with these. */
export const carrierProblems = [
  "carrier_refused",
  "carrier_credentials_invalid",
  "carrier_busy",
  "carrier_unavailable",
] as const satisfies readonly ProblemCode[];

/** Returns every problem that the operation can answer with. */
export function failuresOf(contract: Operation): ProblemCode[] {
  if (contract.access === null) return [];
  const isList = Object.values(contract.success).some(({ kind }) => kind === "page");
  return [
    ...new Set<ProblemCode>([
      ...sharedProblems,
      ...(contract.path.includes("{") ? ["not_found" as const] : []),
      ...(isList ? ["invalid_cursor" as const] : []),
      ...(contract.body ? bodyProblems : []),
      ...(contract.idempotent ? idempotencyProblems : []),
      ...(contract.conditional ? ["stale_version" as const] : []),
      ...(contract.failures ?? []),
    ]),
  ];
}
