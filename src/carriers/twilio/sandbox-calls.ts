import * as z from "zod";
import type { CarrierSandbox, SandboxCallResult, SandboxStep } from "#kernel/ports/carrier-sandbox";
import { lazily } from "#kernel/values/lazily";

/** Test calls by the control surface of the Twilio sandbox, `POST /sandbox/calls`. */

interface Deps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly baseUrl: string;
}

/** The caller hangs up after this time, so that a request for a test call has an end. */
const LONGEST_SECONDS = 20;
/** An agent's conversation, and the patience of each webhook around it. */
const TIMEOUT_MS = 60_000;

const step = lazily(() =>
  z.union([
    z
      .object({
        kind: z.literal("webhook"),
        name: z.string(),
        status: z.number().nullable(),
        body: z.string(),
      })
      .transform(({ kind, name, status, body }): SandboxStep => ({ kind, name, status, body })),
    z
      .object({ kind: z.literal("verb"), verb: z.string(), detail: z.string() })
      .transform(({ kind, verb, detail }): SandboxStep => ({ kind, verb, detail })),
    z
      .object({
        kind: z.literal("conversation"),
        protocol: z.string(),
        url: z.string(),
        connected: z.boolean(),
        ended_by: z.string(),
        error: z.object({ code: z.number(), message: z.string() }).nullable(),
        duration_ms: z.number(),
        caller_speech_ms: z.number(),
        agent_speech_ms: z.number(),
        entries: z.array(z.looseObject({ at_ms: z.number(), from: z.string(), event: z.string() })),
      })
      .transform(
        (said): SandboxStep => ({
          kind: said.kind,
          protocol: said.protocol,
          url: said.url,
          connected: said.connected,
          endedBy: said.ended_by,
          error: said.error && `${said.error.code} ${said.error.message}`,
          durationMs: said.duration_ms,
          callerSpeechMs: said.caller_speech_ms,
          agentSpeechMs: said.agent_speech_ms,
          entries: said.entries.map(({ at_ms, from, event, ...details }) => ({
            atMs: at_ms,
            from,
            event,
            detail: detailOf(details),
          })),
        }),
      ),
    // Kinds of later versions of the sandbox are left out.
    z.looseObject({ kind: z.string() }).transform((): null => null),
  ]),
);

/** The details of a conversation's entry in one text: what was said, or names and values. */
function detailOf({ text, ...rest }: Readonly<Record<string, unknown>>): string {
  const values = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return [...(typeof text === "string" ? [text] : []), ...values].join(", ");
}

const transcript = lazily(() =>
  z.object({ call_sid: z.string(), status: z.string(), duration_seconds: z.number(), steps: z.array(step()) }),
);

const refusal = lazily(() => z.object({ error: z.object({ message: z.string() }) }));

/** The control surface of the sandbox at `baseUrl`. */
export const createSandboxCalls = ({ fetch, baseUrl }: Deps): CarrierSandbox => ({
  placeCall: async ({ to, from }): Promise<SandboxCallResult> => {
    const body = JSON.stringify({
      to,
      from,
      callbacks: ["ringing", "completed"],
      caller: { longest_seconds: LONGEST_SECONDS },
    });
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${baseUrl}/sandbox/calls`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = await response.json();
    } catch (error) {
      return { kind: error instanceof SyntaxError ? "no_sandbox" : "silent" };
    }
    const refused = refusal().safeParse(answer);
    if (!response.ok && refused.success) return { kind: "refused", reason: refused.data.error.message };
    const ended = response.ok ? transcript().safeParse(answer) : null;
    if (!ended?.success) return { kind: "no_sandbox" };
    const { call_sid, status, duration_seconds, steps } = ended.data;
    return {
      kind: "ended",
      call: {
        carrierId: call_sid,
        status,
        durationSeconds: duration_seconds,
        steps: steps.filter((each) => each !== null),
      },
    };
  },
});
