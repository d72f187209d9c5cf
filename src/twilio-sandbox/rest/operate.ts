import type { Context } from "hono";
import type { Fault } from "../account/faults";
import type { Operation } from "../account/journal";
import { type Reply, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { answer, brokenAnswer } from "./answer";

/** Says which of Twilio's hosts a request is for, when it comes to the sandbox's own address. */
export const hostHeader = "X-Twilio-Host";

export interface Work {
  operation: Operation;
  /** The number that the request names, if any. */
  phoneNumber?: string | undefined;
  /** The page of a list that the request asks for. */
  page?: number;
  /** For a list: a reply that ends early and looks complete. */
  truncated?: () => Reply;
  /** Carries the request out. It checks and writes synchronously, so no other request comes in between. */
  effect: () => Reply | Promise<Reply>;
}

/**
 * Carries one request out: journal, limit on concurrency, injected fault, effect, answer. It goes on when the client
 * hangs up, as it would at Twilio.
 */
export async function operate(sandbox: Sandbox, c: Context, work: Work): Promise<Response> {
  const { journal, traffic } = sandbox;
  const form = await bodyOf(c);
  const url = new URL(c.req.url);
  const phoneNumber = work.phoneNumber ?? null;
  const { method } = c.req;
  const host = c.req.header(hostHeader) ?? null;
  const path = url.pathname + url.search;
  const arrival = { operation: work.operation, phoneNumber, method, path, body: form, host };
  const id = journal.arrived(arrival, sandbox.now());
  traffic.inFlight++;
  journal.sawConcurrency(traffic.inFlight);
  try {
    return await answered(sandbox, id, work, phoneNumber);
  } finally {
    traffic.inFlight--;
  }
}

async function bodyOf({ req }: Context): Promise<Record<string, unknown>> {
  if (req.method !== "POST" && req.method !== "PATCH") return {};
  if (!req.header("Content-Type")?.startsWith("application/json")) return await req.parseBody({ all: true });
  return await req.json().catch(() => ({}));
}

async function answered(sandbox: Sandbox, id: number, work: Work, phoneNumber: string | null): Promise<Response> {
  const isOverLimit = sandbox.concurrencyLimit > 0 && sandbox.traffic.inFlight > sandbox.concurrencyLimit;
  const fault = isOverLimit
    ? undefined
    : sandbox.faults.strike({ operation: work.operation, phoneNumber, page: work.page ?? null });
  if (fault) sandbox.journal.struck(id, fault.kind);
  const outcome = isOverLimit ? tooManyRequests().reply() : await underFault(sandbox, fault, work, phoneNumber);
  if (outcome === "broken") {
    sandbox.journal.ended(id, "broken", null);
    return brokenAnswer();
  }
  sandbox.journal.ended(id, "answered", outcome.status);
  return answer(sandbox, outcome);
}

/** The result that the client sees: a reply, or a broken connection. */
async function underFault(
  sandbox: Sandbox,
  fault: Fault | undefined,
  work: Work,
  phoneNumber: string | null,
): Promise<Reply | "broken"> {
  const take = () => attempted(work.effect);
  if (!fault) return take();
  const wait = (fallback = 0) => sandbox.sleep(fault.delay_ms ?? fallback);
  switch (fault.kind) {
    case "answer_lost":
      await take();
      await wait();
      return "broken";
    case "timeout_before":
      await wait(15_000);
      return "broken";
    case "slow":
      await wait(1000);
      return take();
    case "server_error_after":
      await take();
      await wait();
      return refusal(fault, 500, 20500, "An internal server error has occurred");
    case "empty_body": {
      const { status } = await take();
      await wait();
      return { status: fault.status ?? status };
    }
    case "not_available":
      await wait();
      if (phoneNumber !== null && !sandbox.numbers.byPhoneNumber(phoneNumber)) sandbox.numbers.markGone(phoneNumber);
      return refusal(fault, 400, 21422, `${phoneNumber ?? "The phone number"} is not available`);
    case "truncated":
      await wait();
      return attempted(work.truncated ?? work.effect);
    case "rate_limited":
      await wait();
      return refusal(fault, 429, 20429, "Too Many Requests");
    case "server_error":
      await wait();
      return refusal(fault, 500, 20500, "An internal server error has occurred");
    case "refuse":
      await wait();
      return refusal(fault, 400, 20001, "The request was refused");
    case "html_error": {
      await wait();
      const body = "<html><head><title>Service Unavailable</title></head><body>Service Unavailable</body></html>";
      return { status: fault.status ?? 503, body, headers: { "Content-Type": "text/html" } };
    }
  }
}

async function attempted(effect: Work["effect"]): Promise<Reply> {
  try {
    return await effect();
  } catch (error) {
    if (error instanceof TwilioProblem) return error.reply();
    throw error;
  }
}

function refusal(fault: Fault, status: number, code: number, message: string): Reply {
  const headers: Record<string, string> = {};
  if (fault.retry_after !== undefined) headers["Retry-After"] = String(fault.retry_after);
  return new TwilioProblem(fault.status ?? status, fault.code ?? code, fault.message ?? message, headers).reply();
}

function tooManyRequests(): TwilioProblem {
  return new TwilioProblem(429, 20429, "Too Many Requests");
}
