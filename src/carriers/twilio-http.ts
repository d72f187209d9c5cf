import type { z } from "zod";
import type { CarrierResult, Refusal, Refused } from "../kernel/ports";
import { errorBody } from "./twilio-wire";

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
  readonly timeoutMs: number;
}

export interface TwilioRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly product: "api" | "pricing";
  readonly path: string;
  /** Query of a GET, form body of a POST. A list becomes a repeated key; `undefined` is left out. */
  readonly params?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Twilio has never processed a request that it answers with 429, so any method may be sent again. */
const MAX_RETRIES_BUSY = 4;
const MAX_RETRIES_READ = 2;
/** A Retry-After longer than this is handed to the caller instead of being waited out. */
const MAX_WAIT_SECONDS = 3;

const refusals: Readonly<Record<number, Refusal>> = {
  20003: "carrier_credentials_invalid",
  20005: "carrier_credentials_invalid",
  20404: "not_found",
  21421: "number_rejected",
  21422: "number_unavailable",
  21615: "address_required",
  21628: "address_required",
  21629: "address_required",
  21631: "address_required",
  21649: "bundle_required",
  21650: "bundle_required",
  21651: "bundle_required",
};

const refusalOf = (status: number, code: number | null): Refusal => {
  const known = code === null ? undefined : refusals[code];
  if (known) return known;
  if (status === 401 || status === 403) return "carrier_credentials_invalid";
  return status === 404 ? "not_found" : "carrier_refused";
};

/** Full jitter: a random part of a ceiling that doubles, as Twilio's own SDK waits. */
const jitterMs = (random: number, attempt: number): number => Math.round(random * Math.min(3_000, 100 * 2 ** attempt));

/** Sends a request and reads its answer by `schema`; `null` there stands for "an answer without a body". */
export async function ask<T>(
  deps: TwilioDeps,
  request: TwilioRequest,
  schema: z.ZodType<T> | null,
): Promise<CarrierResult<T | null>> {
  const begun = deps.now();
  for (let attempt = 0; ; attempt += 1) {
    const result = await once(deps, request, schema);
    const busy = result.kind === "unavailable";
    const inTime = deps.now() - begun < deps.timeoutMs;
    const repeatable =
      inTime && (busy ? attempt < MAX_RETRIES_BUSY : request.method === "GET" && attempt < MAX_RETRIES_READ);
    if (result.kind === "ok" || result.kind === "refused" || !repeatable) return result;
    const asked = busy ? (result.retryAfterSeconds ?? 0) : 0;
    if (asked > MAX_WAIT_SECONDS) return result;
    await deps.sleep(Math.max(asked * 1_000, jitterMs(deps.random(), attempt + 1)));
  }
}

async function once<T>(
  deps: TwilioDeps,
  request: TwilioRequest,
  schema: z.ZodType<T> | null,
): Promise<CarrierResult<T | null>> {
  let response: Response;
  let body: string;
  try {
    response = await deps.fetch(...encode(deps, request));
    body = await response.text();
  } catch (error) {
    return { kind: "unknown", message: error instanceof Error ? error.message : "The connection failed." };
  }
  if (response.status === 429) {
    return { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: retryAfter(response.headers) };
  }
  if (response.status >= 500) return { kind: "unknown", message: `Twilio answered ${response.status}.` };
  if (!response.ok) return refused(response.status, body);
  if (!schema) return { kind: "ok", value: null };
  const parsed = schema.safeParse(parseJson(body));
  return parsed.success
    ? { kind: "ok", value: parsed.data }
    : { kind: "unknown", message: `Twilio answered ${response.status} in a form that is not understood.` };
}

function encode(deps: TwilioDeps, { method, product, path, params }: TwilioRequest): [string, RequestInit] {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) if (value !== undefined) fields.append(name, String(value));
  const base = deps.baseUrl ?? `https://${product}.twilio.com`;
  const query = method === "GET" && fields.size > 0 ? `?${fields}` : "";
  const init: RequestInit = {
    method,
    headers: { accept: "application/json", authorization: `Basic ${btoa(`${deps.accountSid}:${deps.authToken}`)}` },
    signal: AbortSignal.timeout(deps.timeoutMs),
    redirect: "manual",
  };
  return [`${base}${path}${query}`, method === "POST" ? { ...init, body: fields } : init];
}

function refused(status: number, body: string): Refused {
  const parsed = errorBody.safeParse(parseJson(body));
  const code = parsed.data?.code ?? null;
  const message = parsed.data?.message ?? parsed.data?.detail ?? `Twilio answered ${status}.`;
  return { kind: "refused", code: refusalOf(status, code), carrierCode: code, message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}
