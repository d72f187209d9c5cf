import type { Attempt, AttemptError, Message } from "#kernel/ports/webhook-object";
import { checkUrl, type UrlRules } from "./check-url";
import { parseRetryAfter } from "./retry-policy";
import { signatureHeaders } from "./signature";

export interface AttemptDeps extends UrlRules {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  /** For the whole answer, its body included. */
  readonly timeoutMs: number;
}

export interface AttemptResult extends Attempt {
  readonly retryAfterMs: number | null;
}

/** Bytes read of an answer's body: enough for the excerpt in any encoding. */
const MAX_BODY_BYTES = 4_096;
export const EXCERPT_LENGTH = 1_000;

/** Sends a message once. Never rejects because of the receiver: the result holds its answer or the error. */
export async function makeAttempt(
  deps: AttemptDeps,
  url: string,
  message: Pick<Message, "eventId" | "body">,
  secrets: readonly string[],
): Promise<AttemptResult> {
  const at = deps.now();
  const resultWith = (fields: Partial<AttemptResult>): AttemptResult => ({
    at,
    latencyMs: deps.now() - at,
    status: null,
    error: null,
    body: null,
    retryAfterMs: null,
    ...fields,
  });
  const target = await checkUrl(url, deps);
  if (target.kind !== "allowed") {
    return resultWith({ error: target.kind === "not_allowed" ? "url_not_allowed" : target.kind });
  }
  const signed = await signatureHeaders(secrets, message.eventId, at, message.body);
  try {
    const response = await deps.fetch(target.url.href, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "PhoneManager-Webhooks/1", ...signed },
      body: message.body,
      redirect: "manual",
      signal: AbortSignal.timeout(deps.timeoutMs),
    });
    const body = await excerptOf(response);
    const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), deps.now());
    return resultWith({ status: response.status, body, retryAfterMs });
  } catch (error) {
    return resultWith({ error: reasonOf(error) });
  }
}

const reasonOf = (error: unknown): AttemptError =>
  error instanceof Error && /^(TimeoutError|AbortError)$/.test(error.name) ? "timeout" : "connection_failed";

/**
 * The beginning of the body. The status is the answer: a body that breaks off or never ends only shortens the excerpt.
 */
async function excerptOf({ body }: Response): Promise<string> {
  if (!body) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  try {
    for (let bytes = 0; bytes < MAX_BODY_BYTES && text.length < EXCERPT_LENGTH; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      text += decoder.decode(value.subarray(0, MAX_BODY_BYTES), { stream: true });
    }
  } catch {
    // The text so far is the excerpt.
  }
  reader.cancel().catch(() => {});
  return text.slice(0, EXCERPT_LENGTH);
}
