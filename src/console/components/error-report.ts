// Pure: no I/O, no clock, no randomness.
import { ApiError } from "../api/api-error";
import { errorTexts } from "../strings/errors";
import { Refusal } from "./refusal";

/** A failure in the words that a person reads and can send to support. */
export interface ErrorReport {
  /** `null`: a page refuses something by itself, which is no failure to report. */
  readonly code: string | null;
  readonly detail: string;
  /** The request, or the address of the part or page that failed. */
  readonly asked: string;
  readonly at: Date;
  /** The HTTP status; `null`: no answer came. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly errors: ApiError["errors"];
  /** Whether the guide on errors has the code. */
  readonly hasGuide: boolean;
  /** Only loading the page again helps. */
  readonly needsReload: boolean;
}

/** How browsers and Vite say that a file of the console could not be loaded. */
const loadFailure =
  /dynamically imported module|Importing a module script failed|Unable to preload|is not a valid JavaScript MIME type/i;

interface Occasion {
  /** The address of the page in sight. */
  readonly page: string;
  /** When the failure was shown; errors of the API know better. */
  readonly at: Date;
}

/** All that is known of a failure, whether the API answered, nothing answered, or the page itself is at fault. */
export function reportOf(error: unknown, { page, at }: Occasion): ErrorReport {
  if (error instanceof ApiError) {
    const { code, detail, method, url, status, requestId, errors } = error;
    const isOfApi = status > 0 && code !== "bad_answer";
    const asked = `${method} ${url}`;
    return {
      ...{ code, detail, asked, at: error.at, status: status || null, requestId, errors },
      hasGuide: isOfApi,
      needsReload: false,
    };
  }
  if (error instanceof Refusal) {
    const { code, message: detail } = error;
    const unknown = { status: null, requestId: null, errors: [], needsReload: false };
    return { ...unknown, code, detail, asked: page, at, hasGuide: code !== null };
  }
  const message = error instanceof Error ? error.message : String(error);
  const ofPage = { at, status: null, requestId: null, errors: [], hasGuide: false, needsReload: true };
  if (!loadFailure.test(message)) {
    return { ...ofPage, code: "page_failed", detail: errorTexts.pageFailed(message), asked: page };
  }
  const [file] = /https?:\S+|\/console\/\S+/.exec(message) ?? [page];
  return { ...ofPage, code: "page_not_loaded", detail: errorTexts.pageNotLoaded, asked: `GET ${file}` };
}

/** The report as text to send. */
export const textOf = ({ code, detail, asked, at, status, requestId, errors }: ErrorReport, page: string): string =>
  JSON.stringify(
    { code, detail, request: asked, at: at.toISOString(), status, request_id: requestId, errors, page },
    null,
    2,
  );
