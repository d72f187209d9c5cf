/** A virus scanner for documents, as an HTTP service of the operator's choice. */
export type ScanDocument = (document: ScannedDocument) => Promise<ScanResult>;

interface ScannedDocument {
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly body: ReadableStream<Uint8Array>;
}

type ScanResult =
  | { readonly kind: "clean" }
  | { readonly kind: "infected"; readonly detail: string }
  /** The scanner is away, or its answer is none: ask again. */
  | { readonly kind: "unanswered" };

/** A scanner needs seconds for 10 MB; an invocation after a response has 30. */
const SCAN_TIMEOUT_MS = 25_000;
const MAX_DETAIL_LENGTH = 200;

/**
 * Posts the document to `url` with its digest in `X-Document-Sha256`. The service answers 200 and the JSON
 * `{"clean": true}`, or `{"clean": false, "detail": "…"}`. Everything else counts as no answer.
 */
export const createDocumentScanner =
  (
    fetch: (url: string, init: RequestInit) => Promise<Response>,
    url: string,
    timeoutMs = SCAN_TIMEOUT_MS,
  ): ScanDocument =>
  async ({ contentType, bytes, sha256, body }) => {
    try {
      const { readable, writable } = new FixedLengthStream(bytes);
      const [response] = await Promise.all([
        fetch(url, {
          method: "POST",
          headers: { "content-type": contentType, "x-document-sha256": sha256 },
          body: readable,
          // Workers know no `redirect: "error"`; a redirect is not 200, so it counts as no answer.
          redirect: "manual",
          signal: AbortSignal.timeout(timeoutMs),
        }),
        body.pipeTo(writable),
      ]);
      return resultOf(response.status, await response.text());
    } catch {
      return { kind: "unanswered" };
    }
  };

function resultOf(status: number, text: string): ScanResult {
  if (status !== 200) return { kind: "unanswered" };
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== "object" || answer === null || !("clean" in answer)) return { kind: "unanswered" };
  if (answer.clean === true) return { kind: "clean" };
  if (answer.clean !== false) return { kind: "unanswered" };
  const detail = "detail" in answer && typeof answer.detail === "string" ? answer.detail : "It found malware.";
  return { kind: "infected", detail: detail.slice(0, MAX_DETAIL_LENGTH) };
}
