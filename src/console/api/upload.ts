import { ApiError, badAnswer, networkError, timeoutError } from "./api-error";
import type { Call } from "./call";
import { csrfToken, renewToken, reportExpiredSession } from "./session-state";

/** The API takes documents of up to 10 MB. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

/** Long enough for the largest document over a slow line. */
const TIMEOUT_SECONDS = 600;

interface UploadOptions {
  readonly file: File;
  /** The media type; what the file's own type says if it is missing. */
  readonly contentType: string;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends a file as the body of a call. `fetch` cannot say how far an upload is, so this is an XMLHttpRequest. */
export const upload = <Data>(
  { method, url }: Call<Data>,
  { file, contentType, onProgress, signal }: UploadOptions,
): Promise<Data> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "text";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", contentType);
    const token = csrfToken();
    if (token) request.setRequestHeader("x-csrf-token", token);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.timeout = TIMEOUT_SECONDS * 1000;
    request.addEventListener("timeout", () => reject(timeoutError(method, url, TIMEOUT_SECONDS)));
    request.addEventListener("error", () => reject(networkError(method, url)));
    request.addEventListener("abort", () => reject(new DOMException("The upload was stopped.", "AbortError")));
    request.addEventListener("load", () => {
      const answer = new Response(request.responseText, {
        status: request.status,
        headers: ["x-request-id", "cf-ray", "content-type"].flatMap((name): [string, string][] => {
          const value = request.getResponseHeader(name);
          return value === null ? [] : [[name, value]];
        }),
      });
      if (answer.ok) return void answer.json().then(resolve, () => reject(badAnswer(answer, method, url)));
      void ApiError.from(answer, method, url).then((error) => {
        if (error.isSessionOver) reportExpiredSession();
        // The file is not sent again by itself, but the next attempt has the right token.
        if (error.code === "csrf_failed" && token) void renewToken(token);
        reject(error);
      });
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
