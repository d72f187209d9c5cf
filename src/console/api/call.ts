import type {
  HttpMethod,
  OperationRequestBodyContent,
  PathsWithMethod,
  SuccessResponseJSON,
} from "openapi-typescript-helpers";
import { ApiError, badAnswer, networkError, timeoutError } from "./api-error";
import type { paths } from "./schema";
import { csrfToken, renewToken, reportExpiredSession } from "./session-state";

/** One request to the API, typed by the OpenAPI document: it can be sent, and shown as a curl command. */
export interface Call<Data> {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: unknown;
  /** The headers that a repetition by other means needs, beside the key and the type of a JSON body. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sends the request. Throws an `ApiError` for every answer that is no success. */
  send(signal?: AbortSignal): Promise<Data>;
  /** The same, with the headers of the answer. */
  sendForResponse(signal?: AbortSignal): Promise<{ data: Data; response: Response }>;
}

type Upper = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type PathFor<Method extends Upper> = PathsWithMethod<paths, Lowercase<Method> & HttpMethod>;
type OperationAt<Method extends Upper, Path extends keyof paths> =
  Lowercase<Method> extends keyof paths[Path] ? NonNullable<paths[Path][Lowercase<Method>]> : never;

type ParametersOf<Op, Place extends string> = Op extends { parameters: infer Parameters }
  ? Place extends keyof Parameters
    ? NonNullable<Parameters[Place]>
    : undefined
  : undefined;

type Given<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [Key in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

type BodyOf<Op> = [OperationRequestBodyContent<Op>] extends [never] ? undefined : OperationRequestBodyContent<Op>;

export type Input<Op> = Given<"path", ParametersOf<Op, "path">> &
  Given<"query", ParametersOf<Op, "query">> & {
    readonly body?: BodyOf<Op>;
    /** The version that the change is based on: `If-Match`. */
    readonly ifMatch?: string | undefined;
    /** Makes a repeated request the same one. */
    readonly idempotencyKey?: string | undefined;
    /** A `Content-Type` other than JSON; the body is then sent as it is. */
    readonly contentType?: string | undefined;
    readonly accept?: string | undefined;
    readonly rawBody?: BodyInit | undefined;
    /** An API key in place of the session. */
    readonly bearer?: string | undefined;
  };

/** The JSON of an operation's success. */
type DataOf<Op> = Op extends Record<string | number, unknown> ? SuccessResponseJSON<Op> : never;

export type Answer<Method extends Upper, Path extends PathFor<Method>> = DataOf<OperationAt<Method, Path>>;
export type QueryOf<Method extends Upper, Path extends PathFor<Method>> = ParametersOf<
  OperationAt<Method, Path>,
  "query"
>;
export type BodyFor<Method extends Upper, Path extends PathFor<Method>> = BodyOf<OperationAt<Method, Path>>;

/** Builds a call of an operation: `call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { … } })`. */
export function call<Method extends Upper, Path extends PathFor<Method>>(
  method: Method,
  path: Path,
  ...[input]: Record<never, never> extends Input<OperationAt<Method, Path>>
    ? [input?: Input<OperationAt<Method, Path>>]
    : [input: Input<OperationAt<Method, Path>>]
): Call<Answer<Method, Path>> {
  const given: GivenInput = input ?? {};
  const url = urlOf(String(path), given);
  const sendForResponse = (signal?: AbortSignal) => request<Answer<Method, Path>>(method, url, given, signal);
  return {
    method,
    url,
    body: given.body,
    headers: ownHeadersOf(given),
    sendForResponse,
    send: async (signal) => (await sendForResponse(signal)).data,
  };
}

interface GivenInput {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
  readonly rawBody?: BodyInit | undefined;
  readonly bearer?: string | undefined;
}

function urlOf(template: string, { path, query }: GivenInput): string {
  const values = new Map(Object.entries(path ?? {}));
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

const ownHeadersOf = ({ contentType, ifMatch, idempotencyKey }: GivenInput): Record<string, string> => ({
  ...(contentType && { "content-type": contentType }),
  ...(ifMatch && { "if-match": ifMatch }),
  ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
});

function headersOf(given: GivenInput, token: string | null): Headers {
  const headers = new Headers(ownHeadersOf(given));
  headers.set("accept", given.accept ?? "application/json");
  if (given.bearer) headers.set("authorization", `Bearer ${given.bearer}`);
  // Also for reading: it says which tenant the operator of the platform acts for now.
  if (token) headers.set("x-csrf-token", token);
  if (!given.contentType && given.body !== undefined) headers.set("content-type", "application/json");
  return headers;
}

/** Longer than any operation takes: the test of a webhook endpoint waits up to 30 seconds for its server. */
const TIMEOUT_SECONDS = 60;

async function request<Data>(
  method: string,
  url: string,
  given: GivenInput,
  signal: AbortSignal | undefined,
  isRepeated = false,
): Promise<{ data: Data; response: Response }> {
  const token = csrfToken();
  const init: RequestInit = { method, headers: headersOf(given, token), credentials: "same-origin" };
  if (given.rawBody !== undefined) init.body = given.rawBody;
  else if (given.body !== undefined) init.body = JSON.stringify(given.body);
  const timeout = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  init.signal = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const failureOf = (error: unknown): unknown => {
    if (signal?.aborted) return error;
    return timeout.aborted ? timeoutError(method, url, TIMEOUT_SECONDS) : networkError(method, url);
  };
  const response = await fetch(url, init).catch((error: unknown) => {
    throw failureOf(error);
  });
  if (!response.ok) {
    const error = await ApiError.from(response, method, url);
    if (error.isSessionOver) reportExpiredSession();
    // The API refused it before it did anything, so it may be sent again.
    const isRenewed = error.code === "csrf_failed" && token !== null && !isRepeated && (await renewToken(token));
    if (isRenewed) return await request<Data>(method, url, given, signal, true);
    throw error;
  }
  const wantsJson = given.accept === undefined || given.accept.includes("json");
  const data: Data = await (response.status === 204 ? undefined : wantsJson ? response.json() : response.text())?.catch(
    (error: unknown) => {
      throw error instanceof SyntaxError ? badAnswer(response, method, url) : failureOf(error);
    },
  );
  return { data, response };
}
