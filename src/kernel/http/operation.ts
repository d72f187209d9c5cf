import type { ProblemCode } from "./problem";
import type { z } from "./schema";
import type { Scope } from "./scope";

/**
 * The contract of an API operation: what it takes, which key may call it, what it answers and how it fails. The router enforces
 * it (router.ts), the OpenAPI document is made of it and of the texts and examples in the folder's `openapi.ts`.
 */
export interface Operation {
  /** The operation's name in the document and in generated clients. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With its parameters in braces, as in the document. */
  readonly path: string;
  readonly access: Access;
  /** Built on first use, as most isolates serve few operations. */
  readonly query?: () => z.ZodObject;
  readonly headers?: () => z.ZodObject;
  readonly body?: z.ZodType | (() => z.ZodType);
  /** Takes an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** Takes an `If-Match` with the version to be changed. */
  readonly conditional?: true;
  readonly success: Readonly<Record<number, Answer>>;
  /** Besides those that follow from the rest of the contract: see `failuresOf`. */
  readonly failures?: readonly ProblemCode[];
}

export const operation = <const O extends Operation>(contract: O): O => contract;

// ── who may call it ─────────────────────────────────────────────────────────────────────────────────────────────────

/** `all` of these scopes are needed, or one of `any`. An empty `all` takes every key; `null` needs none. */
export type Access = { readonly all: readonly Scope[] } | { readonly any: readonly [Scope, ...Scope[]] } | null;

export const needs = (...all: readonly Scope[]): Access => ({ all });
/** For a tenant's key with this scope, and for the platform's administrator. */
export const needsOrAdmin = (scope: Scope): Access => ({ any: [scope, "admin"] });
export const anyKey: Access = { all: [] };
export const noKey: Access = null;

// ── what it answers ─────────────────────────────────────────────────────────────────────────────────────────────────

export type AnswerKind = "json" | "versioned" | "located" | "page" | "other";

/** A success: its shape is a type here, as the Worker never validates what it answers; the document has the schema. */
export interface Answer<Body = unknown> {
  readonly kind: AnswerKind;
  /** Never there: it holds the type. */
  readonly body?: Body;
}

const kinds = {
  json: { kind: "json" },
  versioned: { kind: "versioned" },
  located: { kind: "located" },
  page: { kind: "page" },
  other: { kind: "other" },
} as const satisfies Record<AnswerKind, Answer>;

/** An answer whose type is declared here and nowhere stored. */
const declared = <Body>(kind: AnswerKind): Answer<Body> => kinds[kind];

/** A JSON answer. */
export const json = <Body>(): Answer<Body> => declared("json");

/** A JSON answer that has a version, sent as its `ETag` for a later `If-Match`. */
export const versioned = <Body>(): Answer<Body> => declared("versioned");

/** A JSON answer whose `Location` header says where to follow it. */
export const located = <Body>(): Answer<Body> => declared("located");

export interface PageBody<Row> {
  readonly data: Row[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

/** A page of a list; `More` is what the list says besides its rows. */
export const page = <Row, More = unknown>(): Answer<PageBody<Row> & More> => declared("page");

/** No content, or content that is no JSON. */
export const other: Answer<Response> = { kind: "other" };

/** A page of a list, which is also to be had in another media type. */
export const pageOrFile = <Row, More = unknown>(): Answer<(PageBody<Row> & More) | Response> => declared("page");

// ── how it fails ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Any request with a key can meet these. */
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

/** An operation that asks the carrier while the caller waits can meet these. */
export const carrierProblems = [
  "carrier_refused",
  "carrier_credentials_invalid",
  "carrier_busy",
  "carrier_unavailable",
] as const satisfies readonly ProblemCode[];

/** Every problem that the operation can answer with. */
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
