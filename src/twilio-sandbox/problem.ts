/** The answer of an operation. It has no body when `body` is undefined. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Twilio's refusal: HTTP status, error code, message. */
export class TwilioProblem extends Error {
  readonly status: number;
  readonly code: number;
  readonly headers: Record<string, string>;

  constructor(status: number, code: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The error envelope of Twilio's classic APIs. */
  reply(): Reply {
    const { status, code, message, headers } = this;
    const more_info = `https://www.twilio.com/docs/errors/${code}`;
    return { status, headers, body: { code, message, more_info, status } };
  }
}

/** A resource that the account does not have. */
export function notFound(path: string): TwilioProblem {
  return new TwilioProblem(404, 20404, `The requested resource ${path} was not found`);
}

/** A part of Twilio's API that the sandbox lacks. It is no 404, which would say that a resource does not exist. */
export function notDone(method: string, path: string): TwilioProblem {
  const lacksSuffix = path.startsWith("/2010-04-01/") && !path.endsWith(".json");
  const hint = lacksSuffix ? "It speaks JSON only: add .json to the path." : "Twilio may.";
  return new TwilioProblem(501, 20501, `The sandbox does not do this: ${method} ${path}. ${hint}`);
}

export function invalidParameter(name: string, value: string): TwilioProblem {
  return new TwilioProblem(400, 20422, `Invalid value for parameter ${name}: ${value}`);
}
