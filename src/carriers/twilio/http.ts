import type { z } from "zod";
import type { CarrierRefusal, CarrierResult, Refused } from "#kernel/ports/carrier";
import type { AccountAccess, CarrierRegion } from "#kernel/ports/carrier-account";
import {
  MISSING_PERMISSION,
  REJECTED_ACCOUNT_CREDENTIALS,
  REJECTED_CREDENTIALS,
  SUSPENDED_ACCOUNT,
  SUSPENDED_PLATFORM_ACCOUNT,
} from "#kernel/values/carrier-texts";
import { errorBody } from "./wire";

/** Sends one request to Twilio's REST API, retries where that is safe, and maps the answer to a `CarrierResult`. */

export interface TwilioDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly account: AccountAccess;
  /** The base URL instead of `https://{product}.twilio.com`, for the sandbox. */
  readonly baseUrl: string | undefined;
  /** For a request with all its retries and waits; without an answer by then the result is `unknown`. */
  readonly timeoutMs: number;
}

/** The products whose hosts have a Twilio Region in their names; the others are global. */
const regionalProducts = ["api", "voice", "trunking", "messaging"] as const;

export interface TwilioRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly product:
    | (typeof regionalProducts)[number]
    | "pricing"
    | "numbers"
    | "numbers-upload"
    | "routes"
    | "webhooks";
  readonly path: string;
  /** A JSON body, for the APIs that take no form. */
  readonly json?: unknown;
  /** A multipart body, for uploads. */
  readonly upload?: FormData;
  /** Statuses of refusals whose body may be an answer. It is one if it fits the schema. */
  readonly answerStatuses?: readonly number[];
  /** https://www.twilio.com/docs/usage/webhooks: only the webhooks API has idempotency keys, which are UUIDv7. */
  readonly idempotencyKey?: string;
  /** The query of a GET or the form of a POST. `undefined` is left out; a list repeats its name. */
  readonly params?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

/** Twilio does not process a request that it answers with 429, so any method may be retried. */
const MAX_RETRIES_BUSY = 4;
const MAX_RETRIES_READ = 2;
/** A longer Retry-After is passed to the caller instead of waited out. */
const MAX_WAIT_SECONDS = 3;
/** The longest Retry-After that is passed on: a wrong header must not delay an order for years. */
const MAX_RETRY_AFTER_SECONDS = 3_600;
/** A retry needs this share of the time-out: a write that is cut short has an unknown result. */
const MIN_RETRY_SHARE = 1 / 4;

/** https://www.twilio.com/docs/api/errors/20005 */
const ACCOUNT_SUSPENDED = 20005;
/** A restricted API key: https://www.twilio.com/docs/api/errors/70051 */
const PERMISSION_MISSING = 70051;

const refusals: Readonly<Record<number, CarrierRefusal>> = {
  20003: "carrier_credentials_invalid",
  [ACCOUNT_SUSPENDED]: "carrier_credentials_invalid",
  20404: "not_found",
  21421: "number_rejected",
  21422: "number_unavailable",
  21613: "address_required",
  21615: "local_address_required",
  21628: "address_rejected",
  21629: "address_rejected",
  21631: "address_required",
  21649: "bundle_required",
  21650: "identity_document_required",
  21651: "bundle_rejected",
};

function refusalOf(status: number, code: number | null): CarrierRefusal {
  const known = code === null ? undefined : refusals[code];
  if (known) return known;
  if (status === 401) return "carrier_credentials_invalid";
  const hasOwnCode = code !== null && code !== status;
  if (status === 403 && !hasOwnCode) return "carrier_credentials_invalid";
  return status === 404 && !hasOwnCode ? "not_found" : "carrier_refused";
}

/** Full jitter: a random part of a ceiling that doubles, as in Twilio's own SDK. */
const jitterMs = (random: number, retry: number): number => Math.round(random * Math.min(3_000, 100 * 2 ** retry));

/** Sends a request and parses its answer by `schema`; a `null` schema means an answer without a body. */
export async function sendRequest<T>(
  deps: TwilioDeps,
  request: TwilioRequest,
  schema: z.ZodType<T> | null,
): Promise<CarrierResult<T | null>> {
  const deadline = deps.now() + deps.timeoutMs;
  for (let retry = 1; ; retry += 1) {
    const result = await sendOnce(deps, request, schema, deadline);
    if (!mayRepeat(request, result, retry)) return result;
    const waitSeconds = result.kind === "unavailable" ? (result.retryAfterSeconds ?? 0) : 0;
    const waitMs = waitSeconds * 1_000 + jitterMs(deps.random(), retry);
    const inTime = deps.now() + waitMs + deps.timeoutMs * MIN_RETRY_SHARE <= deadline;
    if (waitSeconds > MAX_WAIT_SECONDS || !inTime) return result;
    await deps.sleep(waitMs);
  }
}

function mayRepeat({ method }: TwilioRequest, { kind }: CarrierResult<unknown>, retry: number): boolean {
  if (kind === "unavailable") return retry <= MAX_RETRIES_BUSY;
  return kind === "unknown" && method === "GET" && retry <= MAX_RETRIES_READ;
}

async function sendOnce<T>(
  deps: TwilioDeps,
  request: TwilioRequest,
  schema: z.ZodType<T> | null,
  deadline: number,
): Promise<CarrierResult<T | null>> {
  const [url, init] = encode(deps, request);
  let response: Response;
  let body: string;
  try {
    const signal = AbortSignal.timeout(Math.max(1, deadline - deps.now()));
    response = await deps.fetch(url, { ...init, signal });
    body = await response.text();
  } catch (error) {
    // Callers see the result's message; the runtime's own words are for the log.
    console.log({ message: "a request to Twilio has no answer", error: withoutAccount(deps, String(error)) });
    return { kind: "unknown", message: isTimeout(error) ? "Twilio did not answer in time." : connectionLost };
  }
  const { status, headers } = response;
  if (status === 429) {
    return { kind: "unavailable", carrierCode: errorIn(body).code, retryAfterSeconds: retryAfter(headers, deps.now()) };
  }
  if (isRefusal(status)) {
    const answer = request.answerStatuses?.includes(status) ? schema?.safeParse(parseJson(body)) : undefined;
    return answer?.success ? { kind: "ok", value: answer.data } : refused(deps, status, body);
  }
  // A 5xx or a redirect, which is not followed, does not say whether the request took effect.
  if (!response.ok) return { kind: "unknown", message: `Twilio answered ${status}.` };
  if (!schema) return { kind: "ok", value: null };
  const parsed = schema.safeParse(parseJson(body));
  return parsed.success
    ? { kind: "ok", value: parsed.data }
    : { kind: "unknown", message: `Twilio answered ${status} with a body of an unexpected form.` };
}

const connectionLost = "The connection to Twilio could not be made, or broke.";
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");

/** 408 comes from a proxy that timed out; it is not a refusal by Twilio. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

/** The edge of each region: https://www.twilio.com/docs/global-infrastructure/understanding-twilio-regions */
const edges = { us1: "ashburn", ie1: "dublin", au1: "sydney", jp1: "tokyo" } as const satisfies Record<
  CarrierRegion,
  string
>;

/** The host of a product in the account's region, as `api.dublin.ie1.twilio.com`. US1 is the default. */
function hostOf(product: TwilioRequest["product"], region: CarrierRegion): string {
  const isRegional = region !== "us1" && regionalProducts.some((known) => known === product);
  return isRegional ? `${product}.${edges[region]}.${region}.twilio.com` : `${product}.twilio.com`;
}

function encode(deps: TwilioDeps, request: TwilioRequest): [string, RequestInit] {
  const { method, product, path, params, json, upload, idempotencyKey } = request;
  const { username, password, region } = deps.account;
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of [value ?? []].flat()) fields.append(name, String(one));
  }
  const host = hostOf(product, region);
  const base = deps.baseUrl ?? `https://${host}`;
  const query = method === "GET" && fields.size > 0 ? `?${fields}` : "";
  const headers = {
    accept: "application/json",
    authorization: `Basic ${btoa(`${username}:${password}`)}`,
    // The sandbox has one origin for all hosts of Twilio's.
    ...(deps.baseUrl !== undefined && { "x-twilio-host": host }),
    ...(json !== undefined && { "content-type": "application/json" }),
    ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
  };
  const init: RequestInit = { method, headers, redirect: "manual" };
  if (json !== undefined) return [`${base}${path}${query}`, { ...init, body: JSON.stringify(json) }];
  if (upload !== undefined) return [`${base}${path}`, { ...init, body: upload }];
  return [`${base}${path}${query}`, method === "POST" ? { ...init, body: fields } : init];
}

const isPlatformsOwn = ({ id, accountSid }: AccountAccess): boolean => id === accountSid;

function refused(deps: TwilioDeps, status: number, body: string): Refused {
  const { code: carrierCode, message } = errorIn(body);
  const text = withoutAccount(deps, message ?? `Twilio answered ${status}.`);
  const code = refusalOf(status, carrierCode);
  if (code !== "carrier_credentials_invalid") return { kind: "refused", code, carrierCode, message: text };
  const advice = adviceOn(carrierCode, isPlatformsOwn(deps.account));
  return { kind: "refused", code, carrierCode, message: `${advice} Twilio's words: ${text.replace(/\.?$/, ".")}` };
}

function adviceOn(carrierCode: number | null, isPlatforms: boolean): string {
  if (carrierCode === ACCOUNT_SUSPENDED) return isPlatforms ? SUSPENDED_PLATFORM_ACCOUNT : SUSPENDED_ACCOUNT;
  if (carrierCode === PERMISSION_MISSING && !isPlatforms) return MISSING_PERMISSION;
  return isPlatforms ? REJECTED_CREDENTIALS : REJECTED_ACCOUNT_CREDENTIALS;
}

function errorIn(body: string): { readonly code: number | null; readonly message: string | null } {
  const { data } = errorBody().safeParse(parseJson(body));
  return { code: data?.code ?? null, message: data?.message ?? data?.detail ?? null };
}

/** Removes the account's SID: tenants see Twilio's messages, which may quote paths with the platform's. */
const withoutAccount = ({ account }: TwilioDeps, text: string): string => text.replaceAll(account.accountSid, "AC…");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds from now, rounded up. The header is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim();
  if (!value) return null;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1_000;
  return Number.isNaN(seconds) ? null : Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, Math.ceil(seconds)));
}

/** Twilio's code for a missing resource. A 404 without it may come from a proxy, and proves nothing. */
export const RESOURCE_NOT_FOUND = 20404;
export const isResourceNotFound = (result: CarrierResult<unknown>): boolean =>
  result.kind === "refused" && result.code === "not_found" && result.carrierCode === RESOURCE_NOT_FOUND;

/** Maps a result's value; a missing body makes the result `unknown`. */
export function mapResult<A, B>(result: CarrierResult<A | null>, map: (value: A) => B): CarrierResult<B> {
  if (result.kind !== "ok") return result;
  if (result.value === null) return { kind: "unknown", message: "Twilio's answer had no body." };
  return { kind: "ok", value: map(result.value) };
}
