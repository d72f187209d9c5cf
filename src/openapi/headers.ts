import type { Access, Answer } from "#kernel/http/operation";

/** The headers of answers. Each is a component, and answers refer to it. */

interface Header {
  readonly description: string;
  readonly schema: object;
  readonly example: string | number;
}

const text = { type: "string" };
const seconds = { type: "integer", minimum: 0 };

const headers = {
  RequestId: {
    name: "x-request-id",
    description: "The id of this request. Name it when you contact support; the platform's log has it.",
    schema: text,
    example: "req_01k9m8x3zt5v7w9y2a4c6e8g0j",
  },
  RateLimit: {
    name: "RateLimit",
    description:
      "The requests that your key has left (`r`), and the seconds until it has the whole limit again (`t`): " +
      "draft-ietf-httpapi-ratelimit-headers.",
    schema: text,
    example: '"key";r=998;t=7',
  },
  RateLimitPolicy: {
    name: "RateLimit-Policy",
    description: "The limit of your key: `q` requests in `w` seconds.",
    schema: text,
    example: '"key";q=1000;w=10',
  },
  RetryAfter: {
    name: "Retry-After",
    description: "The seconds after which a repeat can succeed. Absent if waiting does not help.",
    schema: seconds,
    example: 2,
  },
  ETag: {
    name: "ETag",
    description:
      "The resource's version. Send it as `If-Match` with a change, or as `If-None-Match` with the next GET. A weak tag (`W/`), of " +
      "what has no version, is for `If-None-Match` only.",
    schema: text,
    example: '"3"',
  },
  Location: {
    name: "Location",
    description: "The path of the resource: read it there, and follow work that goes on.",
    schema: { type: "string", format: "uri-reference" },
    example: "/v1/orders/ord_01k9m8x3zt5v7w9y2a4c6e8g0j",
  },
  IdempotentReplayed: {
    name: "Idempotent-Replayed",
    description:
      "`true` if an earlier request with the same `Idempotency-Key` did this, so that this request did nothing. Absent otherwise.",
    schema: { type: "string", const: "true" },
    example: "true",
  },
  WwwAuthenticate: {
    name: "WWW-Authenticate",
    description: "The way to authenticate (RFC 6750).",
    schema: text,
    example: 'Bearer realm="phone-manager"',
  },
  ContentDisposition: {
    name: "Content-Disposition",
    description: "The name to store the file under.",
    schema: text,
    example: 'attachment; filename="phone-numbers.csv"',
  },
} as const satisfies Record<string, Header & { readonly name: string }>;

type HeaderId = keyof typeof headers;

export const headerComponents: Readonly<Record<string, Header>> = Object.fromEntries(
  Object.entries(headers).map(([id, { name: _, ...header }]) => [id, header]),
);

type References = Readonly<Record<string, { readonly $ref: string }>>;

const referencesTo = (ids: readonly HeaderId[]): References =>
  Object.fromEntries(ids.map((id) => [headers[id].name, { $ref: `#/components/headers/${id}` }]));

/** The parts of a contract that decide on the headers of its answers. */
interface Answering {
  readonly method: string;
  readonly access: Access;
  readonly idempotent?: true;
}

/** The headers of an operation's answer with this status. */
export function successHeaders(
  { method, access, idempotent }: Answering,
  status: number,
  { kind }: Answer,
): References {
  if (status === 101) return referencesTo(["RequestId"]);
  const isPolled = method === "get" && access !== null && kind === "json";
  return referencesTo([
    "RequestId",
    ...(access === null ? [] : (["RateLimit", "RateLimitPolicy"] as const)),
    ...(kind === "versioned" || isPolled ? (["ETag"] as const) : []),
    ...(status === 201 || kind === "located" ? (["Location"] as const) : []),
    ...(kind === "file" ? (["ContentDisposition"] as const) : []),
    ...(idempotent ? (["IdempotentReplayed"] as const) : []),
  ]);
}

/** The statuses whose problems may end by waiting. */
const passing: ReadonlySet<number> = new Set([409, 429, 502, 503]);

/** The headers of problems with this status. */
export const failureHeaders = (status: number): References =>
  referencesTo([
    "RequestId",
    ...(status === 401 ? (["WwwAuthenticate"] as const) : (["RateLimit", "RateLimitPolicy"] as const)),
    ...(passing.has(status) ? (["RetryAfter"] as const) : []),
  ]);
