import type { z } from "zod";
import type { CarrierRefusal, CarrierResult, Refused } from "#kernel/ports/carrier";
import { errorBody } from "./wire";

/** One HTTP call to Twilio, and what its answer means. Knows when a call may be repeated and when it must not be. */

export interface TwilioDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  readonly accountSid: string;
  readonly authToken: string;
  /** Where requests go instead of `https://{product}.twilio.com`. */
  readonly baseUrl: string | undefined;
  /** For one question with all its repeats and waits; what is not answered by then is `unknown`. */
  readonly timeoutMs: number;
}

export interface TwilioRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly product: "api" | "pricing" | "numbers" | "messaging";
  readonly path: string;
  /** Query of a GET, form body of a POST; `undefined` is left out, a list repeats its name. */
  readonly params?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

/** Twilio has never processed a request that it answers with 429, so any method may be sent again. */
const MAX_RETRIES_BUSY = 4;
const MAX_RETRIES_READ = 2;
/** A Retry-After longer than this is handed to the caller instead of being waited out. */
const MAX_WAIT_SECONDS = 3;
/** The longest wait that is handed on: a header gone wrong must not put an order to sleep for years. */
const MAX_RETRY_AFTER_SECONDS = 3_600;
/** The part of the time-out that must be left for a repeat: cut short, a write would end in doubt for nothing. */
const FAIR_SHARE = 1 / 4;

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
  const saysMore = code !== null && code !== status;
  if (status === 403 && !saysMore) return "carrier_credentials_invalid";
  return status === 404 && !saysMore ? "not_found" : "carrier_refused";
}

/** Full jitter: a random part of a ceiling that doubles, as Twilio's own SDK waits. */
const jitterMs = (random: number, retry: number): number => Math.round(random * Math.min(3_000, 100 * 2 ** retry));

/** Sends a request and reads its answer by `schema`; `null` there stands for "an answer without a body". */
export async function ask<T>(
  deps: TwilioDeps,
  request: TwilioRequest,
  schema: z.ZodType<T> | null,
): Promise<CarrierResult<T | null>> {
  const deadline = deps.now() + deps.timeoutMs;
  for (let retry = 1; ; retry += 1) {
    const result = await once(deps, request, schema, deadline);
    if (!mayRepeat(request, result, retry)) return result;
    const asked = result.kind === "unavailable" ? (result.retryAfterSeconds ?? 0) : 0;
    const waitMs = asked * 1_000 + jitterMs(deps.random(), retry);
    const inTime = deps.now() + waitMs + deps.timeoutMs * FAIR_SHARE <= deadline;
    if (asked > MAX_WAIT_SECONDS || !inTime) return result;
    await deps.sleep(waitMs);
  }
}

function mayRepeat({ method }: TwilioRequest, { kind }: CarrierResult<unknown>, retry: number): boolean {
  if (kind === "unavailable") return retry <= MAX_RETRIES_BUSY;
  return kind === "unknown" && method === "GET" && retry <= MAX_RETRIES_READ;
}

async function once<T>(
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
  // What is left is a server's failure or a redirect, which we do not follow: neither says what became of the request.
  if (!response.ok) return { kind: "unknown", message: `Twilio answered ${status}.` };
  if (!schema) return { kind: "ok", value: null };
  const parsed = schema.safeParse(parseJson(body));
  return parsed.success
    ? { kind: "ok", value: parsed.data }
    : { kind: "unknown", message: `Twilio answered ${status} in a form that is not understood.` };
}

/** 408 is a proxy that lost patience, not Twilio saying no. */
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
  const { data } = errorBody.safeParse(parseJson(body));
  return { code: data?.code ?? null, message: data?.message ?? data?.detail ?? null };
}

/** Callers are shown what Twilio says, and Twilio likes to quote paths: the platform's account is not theirs to see. */
const withoutAccount = ({ accountSid }: TwilioDeps, text: string): string => text.replaceAll(accountSid, "AC…");

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds from now, rounded up: the header is a number of them or a date (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get("retry-after")?.trim();
  if (!value) return null;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1_000;
  return Number.isNaN(seconds) ? null : Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, Math.ceil(seconds)));
}

/** Twilio's own word for "there is none". A 404 without it may come from a proxy, and proves nothing about a number. */
export const NO_SUCH_RESOURCE = 20404;
export const saysNoSuchThing = (result: CarrierResult<unknown>): boolean =>
  result.kind === "refused" && result.code === "not_found" && result.carrierCode === NO_SUCH_RESOURCE;

/** The answer in our words. An answer without the body it must have says nothing. */
export function mapped<A, B>(result: CarrierResult<A | null>, map: (value: A) => B): CarrierResult<B> {
  if (result.kind !== "ok") return result;
  if (result.value === null) return { kind: "unknown", message: "The answer had no body." };
  return { kind: "ok", value: map(result.value) };
}
