import { errorTexts } from "../strings/errors";

/** A field of a request that does not fit, by its JSON pointer. */
interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * An answer of the API that is no success (RFC 9457). `code` is stable; `detail` is for people. Without an answer the
 * code is `network`, `timeout` or `bad_answer`.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  readonly method: string;
  readonly url: string;
  /** When the failure was noticed, by this browser's clock. */
  readonly at: Date;
  /** The whole problem, with the fields that only this code has. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>, { method, url, requestId }: Source) {
    const text = (name: string): string | undefined => {
      const value = problem[name];
      return typeof value === "string" ? value : undefined;
    };
    const detail = text("detail") ?? text("title") ?? `${status}`;
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.code = text("code") ?? "unknown";
    this.detail = detail;
    this.requestId = text("request_id") ?? requestId;
    this.errors = Array.isArray(problem.errors) ? problem.errors.filter(isFieldError) : [];
    this.method = method;
    this.url = url;
    this.at = new Date();
    this.problem = problem;
  }

  static async from(response: Response, method: string, url: string): Promise<ApiError> {
    const problem: unknown = await response
      .clone()
      .json()
      .catch(() => null);
    if (!isRecord(problem) || typeof problem.code !== "string") return badAnswer(response, method, url);
    return new ApiError(response.status, problem, { method, url, requestId: requestIdOf(response) });
  }

  /** The cookie no longer names a session, so the person must sign in again. */
  get isSessionOver(): boolean {
    return this.status === 401;
  }

  /** The same request may succeed later: there was no answer, too many requests, or an error of the server. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "bad_answer";
  }

  /** The platform suspended or closed the tenant. */
  get isTenantInactive(): boolean {
    return this.code === "tenant_suspended" || this.code === "tenant_closed";
  }

  /** The message for a field of a form, by its JSON pointer such as `/name`. */
  messageFor(pointer: string): string | undefined {
    return this.errors.find((error) => error.pointer === pointer)?.detail;
  }
}

interface Source {
  readonly method: string;
  readonly url: string;
  readonly requestId: string | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value.pointer === "string" && typeof value.detail === "string";

/** The id by which logs have the request: the platform's, or else that of the network in front of it. */
const requestIdOf = ({ headers }: Response): string | null => headers.get("x-request-id") ?? headers.get("cf-ray");

/** No answer came: the request did not reach the API, or its answer was lost. */
export const networkError = (method: string, url: string): ApiError =>
  withoutAnswer("network", method === "GET" ? errorTexts.network : errorTexts.networkChange, method, url);

/** No answer came in time. */
export const timeoutError = (method: string, url: string, seconds: number): ApiError =>
  withoutAnswer(
    "timeout",
    method === "GET" ? errorTexts.timeout(seconds) : errorTexts.timeoutChange(seconds),
    method,
    url,
  );

const withoutAnswer = (code: string, detail: string, method: string, url: string): ApiError =>
  new ApiError(0, { code, detail }, { method, url, requestId: null });

/** The answer is none of the API, such as the page of a proxy. */
export function badAnswer(response: Response, method: string, url: string): ApiError {
  const type = response.headers.get("content-type")?.split(";")[0] ?? errorTexts.noType;
  return new ApiError(
    response.status,
    { code: "bad_answer", detail: errorTexts.badAnswer(response.status, type) },
    { method, url, requestId: requestIdOf(response) },
  );
}
