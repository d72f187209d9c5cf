import type { PagePosition } from "../account/numbers";
import { TwilioProblem } from "../problem";

const defaultPageSize = 50;
const maxPageSize = 1000;

/** PageSize as Twilio reads it; more than 1000 is refused. */
export function pageSizeOf(query: URLSearchParams, fallback = defaultPageSize): number {
  const text = query.get("PageSize");
  if (!text) return fallback;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) throw new TwilioProblem(400, 20006, `Invalid page size: ${text}`);
  if (size > maxPageSize) throw new TwilioProblem(400, 20007, `Page size must be at most ${maxPageSize}`);
  return size;
}

/** The `Page` parameter: a count for the client only. The token decides the place. */
export function pageNumberOf(query: URLSearchParams): number {
  const page = Number(query.get("Page") ?? "0");
  return Number.isInteger(page) && page > 0 ? page : 0;
}

/** A paging token: "PA" and the place after which the page starts, or "PB" and the place before which it ends. */
function pageToken({ direction, seq }: PagePosition): string {
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

/** A page of a short list, with the absolute links of the newer APIs; the token counts rows. */
export function pageWithMeta({ origin, pathname, searchParams: query }: URL, key: string, rows: readonly unknown[]) {
  const { shown, size, number, links } = cut(pathname, query, rows);
  const url = (path: string | null) => path && origin + path;
  return {
    [key]: shown,
    meta: {
      page: number,
      page_size: size,
      first_page_url: url(links.first),
      previous_page_url: url(links.previous),
      url: url(links.self),
      next_page_url: url(links.next),
      key,
    },
  };
}

/** The same in the envelope of the 2010 API, whose links have no host. */
export function classicPage({ pathname, searchParams: query }: URL, key: string, rows: readonly unknown[]) {
  const { shown, size, number, links } = cut(pathname, query, rows);
  const start = number * size;
  return {
    [key]: shown,
    page: number,
    page_size: size,
    start,
    end: start + Math.max(shown.length - 1, 0),
    uri: links.self,
    first_page_uri: links.first,
    next_page_uri: links.next,
    previous_page_uri: links.previous,
  };
}

function cut(pathname: string, query: URLSearchParams, rows: readonly unknown[]) {
  const size = pageSizeOf(query);
  const number = pageNumberOf(query);
  const start = readPageToken(query)?.seq ?? 0;
  const end = start + size;
  const link = (to: number, at: number) =>
    pageUri(pathname, query, size, to, at > 0 ? { direction: "after", seq: at } : undefined);
  const links = {
    first: link(0, 0),
    previous: start > 0 ? link(Math.max(number - 1, 0), Math.max(start - size, 0)) : null,
    self: link(number, start),
    next: end < rows.length ? link(number + 1, end) : null,
  };
  return { shown: rows.slice(start, end), size, number, links };
}
