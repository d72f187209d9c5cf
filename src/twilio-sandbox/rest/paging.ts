import type { PagePosition } from "../account/numbers";
import { TwilioProblem } from "../problem";

export const defaultPageSize = 50;
export const maxPageSize = 1000;

/** PageSize as Twilio reads it; more than 1000 is refused. */
export function pageSizeOf(query: URLSearchParams, fallback = defaultPageSize): number {
  const text = query.get("PageSize");
  if (!text) return fallback;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) throw new TwilioProblem(400, 20006, `Invalid page size: ${text}`);
  if (size > maxPageSize) throw new TwilioProblem(400, 20007, `Page size must be at most ${maxPageSize}`);
  return size;
}

/** Page, which only the client counts. */
export function pageNumberOf(query: URLSearchParams): number {
  const page = Number(query.get("Page") ?? "0");
  return Number.isInteger(page) && page > 0 ? page : 0;
}

/** "PA" and a place to go on after, or "PB" and a place to come back before. */
export function pageToken({ direction, seq }: PagePosition): string {
  return `${direction === "after" ? "PA" : "PB"}${seq.toString(16).padStart(32, "0")}`;
}

export function readPageToken(query: URLSearchParams): PagePosition | undefined {
  const token = query.get("PageToken");
  if (token === null || token === "") return undefined;
  const seq = /^P[AB]0{20}[0-9a-f]{12}$/.test(token) ? Number.parseInt(token.slice(2), 16) : Number.NaN;
  if (Number.isNaN(seq)) throw new TwilioProblem(400, 21481, `Invalid PageToken: ${token}`);
  return { direction: token.startsWith("PA") ? "after" : "before", seq };
}

/** Path and query of a page: the filters as they were sent, then the place in the list. */
export function pageUri(path: string, query: URLSearchParams, size: number, page: number, at?: PagePosition): string {
  const next = new URLSearchParams();
  for (const [name, value] of query) if (!["PageSize", "Page", "PageToken"].includes(name)) next.append(name, value);
  next.set("PageSize", String(size));
  next.set("Page", String(page));
  if (at) next.set("PageToken", pageToken(at));
  return `${path}?${next}`;
}
