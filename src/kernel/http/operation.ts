import type { ReadOnlyFields } from "./field-errors";
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
  /** The operation is for callers with this credential alone. Missing: for both. */
  readonly credential?: "key" | "session";
  /** The operation also serves keys of a tenant that is suspended or closed. */
  readonly whileInactive?: true;
  /** The router builds these schemas on first use, because most isolates serve few operations. */
  readonly query?: () => z.ZodObject;
  readonly headers?: () => z.ZodObject;
  readonly body?: z.ZodType | (() => z.ZodType);
  /** The body is a file of one of these media types. The handler reads it as a stream, and needs its length. */
  readonly upload?: readonly string[];
  /** The resource's fields that the body cannot have, each with what changes it. */
  readonly readOnly?: ReadOnlyFields;
  /** For methods that the path does not have: which operation does what the caller probably wants. */
  readonly otherMethods?: Partial<Readonly<Record<"post" | "put" | "patch" | "delete", string>>>;
  /** The operation accepts an `Idempotency-Key`. */
  readonly idempotent?: true;
  /** The operation accepts an `If-Match` with the version to change. */
  readonly conditional?: true;
  readonly success: Readonly<Record<number, Answer>>;
  /** Problems beyond those that follow from the rest of the contract (`failuresOf`). */
  readonly failures?: readonly ProblemCode[];
}

export const otherMethodsOf = ({ otherMethods = {} }: Operation): [method: string, hint: string][] =>
  Object.entries(otherMethods);

/** The fields of a resource that a body does not have, for `readOnly`. */
export type ReadOnlyOf<Resource, Body extends () => z.ZodType> = Readonly<
  Record<Exclude<keyof Resource, keyof z.input<ReturnType<Body>>>, string>
>;

/** For a field that no operation changes. */
export const READ_ONLY = "This field is read-only.";

export const operation = <const O extends Operation>(contract: O): O => contract;

// ── access ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The key needs all scopes of `all`, or one of `any`. An empty `all` admits every key; `null` needs no key. */
export type Access = { readonly all: readonly Scope[] } | { readonly any: readonly [Scope, ...Scope[]] } | null;

export const needs = (...all: readonly Scope[]): Access => ({ all });
/** Admits a tenant's key with this scope, and the platform's keys. */
export const needsOrAdmin = (scope: Scope): Access => ({ any: [scope, "admin"] });
/** Admits a tenant's key with this scope, and the platform's keys that carry out ports. */
export const needsOrOperator = (scope: Scope): Access => ({ any: [scope, "porting:operate", "admin"] });
export const anyKey: Access = { all: [] };
export const noKey: Access = null;

// ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

type AnswerKind = "json" | "versioned" | "located" | "page" | "file" | "other";

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
  file: { kind: "file" },
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

/** A file to store. */
export const file: Answer<Response> = { kind: "file" };

/** An answer without content, or with content that is neither JSON nor a file. */
export const other: Answer<Response> = { kind: "other" };

// ── failures ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Any request with a key can fail with these. */
export const sharedProblems = [
  "unauthenticated",
  "invalid_api_key",
  "api_key_expired",
  "api_key_revoked",
  "session_expired",
  "csrf_failed",
  "missing_scope",
  "tenant_suspended",
  "tenant_closed",
  "validation_failed",
  "rate_limited",
  "internal_error",
  "storage_unavailable",
  "tenant_moving",
  "not_configured",
] as const satisfies readonly ProblemCode[];

const bodyProblems = ["malformed_json", "body_not_utf8", "unsupported_media_type", "body_too_large"] as const;
const uploadProblems = ["unsupported_media_type", "body_too_large", "length_required"] as const;
const idempotencyProblems = ["request_in_progress", "idempotency_key_reused"] as const;

/** An operation that calls the carrier while its own caller waits can fail with these. */
export const carrierProblems = [
  "carrier_refused",
  "carrier_credentials_invalid",
  "carrier_busy",
  "carrier_unavailable",
] as const satisfies readonly ProblemCode[];

const hasAnswer = ({ success }: Operation, ...kinds: readonly AnswerKind[]): boolean =>
  Object.values(success).some(({ kind }) => kinds.includes(kind));

export const isList = (contract: Operation): boolean => hasAnswer(contract, "page");

/** Whether the operation reads one resource: its answer has an ETag, and `If-None-Match` gets 304. */
export const isPolled = (contract: Operation): boolean =>
  contract.access !== null && contract.method === "get" && hasAnswer(contract, "versioned", "json");

/** Returns every problem that the operation can answer with. */
export function failuresOf(contract: Operation): ProblemCode[] {
  if (contract.access === null) return [];
  return [
    ...new Set<ProblemCode>([
      ...sharedProblems,
      ...(contract.path.includes("{") ? ["not_found" as const] : []),
      ...(isList(contract) ? ["invalid_cursor" as const] : []),
      ...(contract.body ? bodyProblems : []),
      ...(contract.upload ? uploadProblems : []),
      ...(contract.idempotent ? idempotencyProblems : []),
      ...(contract.conditional ? ["stale_version" as const] : []),
      ...(contract.failures ?? []),
    ]),
  ];
}
