import type { Call } from "../../api/call";

/** A call among several that failed. */
export interface Failure {
  readonly name: string;
  readonly error: Error;
}

/** Sends calls one after the other, as one action. A failure does not stop the others. `null`: there are none. */
export function inTurn(
  calls: readonly (readonly [name: string, made: Call<unknown>])[],
): Call<{ readonly failures: readonly Failure[] }> | null {
  const [first] = calls;
  if (!first) return null;
  const send = async (signal?: AbortSignal) => {
    const failures: Failure[] = [];
    for (const [name, made] of calls) {
      try {
        await made.send(signal);
      } catch (error) {
        failures.push({ name, error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    return { failures };
  };
  const [, { method, url, body, headers }] = first;
  return {
    method,
    url,
    body,
    headers,
    send,
    sendForResponse: async (signal) => ({ data: await send(signal), response: new Response() }),
  };
}
