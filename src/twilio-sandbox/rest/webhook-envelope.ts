import { type Reply, TwilioProblem } from "../problem";

/** A refusal of the newer APIs, in the form of RFC 9457. */
export class ProblemDetails extends TwilioProblem {
  override reply(): Reply {
    const { status, code, message, headers } = this;
    const title = titles[status] ?? "Error";
    const type = `https://www.twilio.com/docs/errors/${code}`;
    return {
      status,
      headers: { ...headers, "Content-Type": "application/problem+json" },
      body: { type, title, status, code, detail: message },
    };
  }
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
};

export const invalid = (message: string) => new ProblemDetails(400, 20001, message);
export const missing = (path: string) => new ProblemDetails(404, 20404, `The requested resource ${path} was not found`);
export const conflict = (message: string) => new ProblemDetails(409, 20409, message);

/** A page of the newer APIs: tokens in `meta` instead of links. */
export function tokenPage(query: URLSearchParams, key: string, rows: readonly unknown[]) {
  const pageSize = Number(query.get("pageSize") ?? "50");
  const start = Number(query.get("pageToken") ?? "0");
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100) throw invalid("pageSize must be 1 to 100");
  if (!Number.isInteger(start) || start < 0) throw invalid("pageToken is not one of ours");
  const end = start + pageSize;
  return {
    [key]: rows.slice(start, end),
    meta: {
      key,
      pageSize,
      ...(end < rows.length && { nextToken: String(end) }),
      ...(start > 0 && { previousToken: String(Math.max(start - pageSize, 0)) }),
    },
  };
}
