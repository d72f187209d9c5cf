/** A field of a request that does not fit, by its JSON pointer. */
interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** An answer of the API that is no success (RFC 9457). `code` is stable; `detail` is for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  readonly method: string;
  readonly url: string;
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
    this.problem = problem;
  }

  static async from(response: Response, method: string, url: string): Promise<ApiError> {
    const problem: unknown = await response.json().catch(() => ({}));
    const requestId = response.headers.get("x-request-id");
    return new ApiError(response.status, isRecord(problem) ? problem : {}, { method, url, requestId });
  }

  /** The cookie no longer names a session, so the person must sign in again. */
  get isSessionOver(): boolean {
    return this.status === 401;
  }

  /** The same request may succeed later: there was no answer, too many requests, or an error of the server. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
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

/** The request did not reach the API, or its answer was lost. */
export const networkError = (method: string, url: string): ApiError =>
  new ApiError(
    0,
    { code: "network", detail: "The platform did not answer. Check your connection and try again." },
    {
      method,
      url,
      requestId: null,
    },
  );
