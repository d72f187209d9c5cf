import type { z } from "zod";
import type { CarrierRefusal, CarrierResult, Refused } from "#kernel/ports/carrier";
import { errorBody } from "./wire";

/** Sends one request to Twilio's REST API, retries where that is safe, and maps the answer to a `CarrierResult`. */

export interface TwilioDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly accountSid: string;
  readonly authToken: string;
  /** The base URL instead of `https://{product}.twilio.com`, for the sandbox. */
  readonly baseUrl: string | undefined;
  /** For a request with all its retries and waits; without an answer by then the result is `unknown`. */
  readonly timeoutMs: number;
}

export interface TwilioRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly product: "api" | "pricing" | "numbers" | "messaging";
  readonly path: string;
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

const refusals: Readonly<Record<number, CarrierRefusal>> = {
  20003: "carrier_credentials_invalid",
  20005: "carrier_credentials_invalid",
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
    return { kind: "unknown", message: withoutAccount(deps, error instanceof Error ? error.message : String(error)) };
  }
  const { status, headers } = response;
  if (status === 429) {
    return { kind: "unavailable", carrierCode: errorIn(body).code, retryAfterSeconds: retryAfter(headers, deps.now()) };
  }
  if (isRefusal(status)) return refused(deps, status, body);
  // A 5xx or a redirect, which is not followed, does not say whether the request took effect.
  if (!response.ok) return { kind: "unknown", message: `Twilio answered ${status}.` };
  if (!schema) return { kind: "ok", value: null };
  const parsed = schema.safeParse(parseJson(body));
  return parsed.success
    ? { kind: "ok", value: parsed.data }
    : { kind: "unknown", message: `Twilio answered ${status} with a body of an unexpected form.` };
}

/** 408 comes from a proxy that timed out; it is not a refusal by Twilio. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

function encode(deps: TwilioDeps, { method, product, path, params }: TwilioRequest): [string, RequestInit] {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of [value ?? []].flat()) fields.append(name, String(one));
  }
  const base = deps.baseUrl ?? `https://${product}.twilio.com`;
  const query = method === "GET" && fields.size > 0 ? `?${fields}` : "";
  const init: RequestInit = {
    method,
    headers: { accept: "application/json", authorization: `Basic ${btoa(`${deps.accountSid}:${deps.authToken}`)}` },
    redirect: "manual",
  };
  return [`${base}${path}${query}`, method === "POST" ? { ...init, body: fields } : init];
}

function refused(deps: TwilioDeps, status: number, body: string): Refused {
  const { code, message } = errorIn(body);
  const text = withoutAccount(deps, message ?? `Twilio answered ${status}.`);
  return { kind: "refused", code: refusalOf(status, code), carrierCode: code, message: text };
}

function errorIn(body: string): { readonly code: number | null; readonly message: string | null } {
  const { data } = errorBody().safeParse(parseJson(body));
  return { code: data?.code ?? null, message: data?.message ?? data?.detail ?? null };
}

/** Removes the platform's account SID: tenants see Twilio's messages, which may quote paths with it. */
const withoutAccount = ({ accountSid }: TwilioDeps, text: string): string => text.replaceAll(accountSid, "AC…");

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
