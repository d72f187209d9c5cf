import type { Attempt, AttemptError, Message } from "#kernel/ports/webhook-object";
import { checkUrl, type UrlRules } from "./check-url";
import { parseRetryAfter } from "./retry-policy";
import { signatureHeaders } from "./signature";

export interface AttemptDeps extends UrlRules {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  /** For the whole of an answer, its body included. */
  readonly timeoutMs: number;
}

export interface AttemptResult extends Attempt {
  readonly retryAfterMs: number | null;
}

/** What is read of an answer's body: enough for the excerpt, however long it is and whatever it is made of. */
const MAX_BODY_BYTES = 4_096;
export const EXCERPT_LENGTH = 1_000;

/** Makes one attempt. It never throws for what a receiver does: that is what the attempt tells of. */
export async function makeAttempt(
  deps: AttemptDeps,
  url: string,
  message: Pick<Message, "eventId" | "body">,
  secrets: readonly string[],
): Promise<AttemptResult> {
  const at = deps.now();
  const ended = (how: Partial<AttemptResult>): AttemptResult => ({
    at,
    latencyMs: deps.now() - at,
    status: null,
    error: null,
    body: null,
    retryAfterMs: null,
    ...how,
  });
  const target = await checkUrl(url, deps);
  if (target.kind === "not_allowed") return ended({ error: "url_not_allowed" });
  if (target.kind === "name_not_found") return ended({ error: "name_not_found" });
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
    return ended({ status: response.status, body, retryAfterMs });
  } catch (error) {
    return ended({ error: reasonOf(error) });
  }
}

const reasonOf = (error: unknown): AttemptError =>
  error instanceof Error && /^(TimeoutError|AbortError)$/.test(error.name) ? "timeout" : "connection_failed";

/** The status is the answer: a body that breaks off or never ends only cuts the excerpt short. */
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
    // What has come is the excerpt.
  }
  reader.cancel().catch(() => {});
  return text.slice(0, EXCERPT_LENGTH);
}
