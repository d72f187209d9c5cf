import type { ResolveHostname } from "./dns";

/**
 * Checks whether a tenant's endpoint answers. **Invariant:** callers check first that the URL leads to a public
 * address.
 */
export interface Probe {
  readonly resolve: ResolveHostname;
  /** Opens a WebSocket at an https URL and closes it at once. Status 101 means that it opened. */
  readonly handshake: (url: string) => Promise<ProbeAnswer>;
  /** Sends HEAD and follows no redirects. */
  readonly request: (url: string) => Promise<ProbeAnswer>;
}

export type ProbeAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly latencyMs: number }
  | { readonly kind: "silent"; readonly reason: string };

const PROBE_TIMEOUT_MS = 5_000;

interface Deps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly resolve: ResolveHostname;
}

export function createProbe({ fetch, now, resolve }: Deps): Probe {
  const ask = async (url: string, init: RequestInit): Promise<ProbeAnswer> => {
    const begun = now();
    try {
      const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
      const answer = { kind: "answered", status: response.status, latencyMs: now() - begun } as const;
      if (response.webSocket) {
        response.webSocket.accept();
        response.webSocket.close(1000, "checked");
      }
      await response.body?.cancel();
      return answer;
    } catch {
      const timedOut = now() - begun >= PROBE_TIMEOUT_MS;
      const reason = timedOut
        ? `There was no answer within ${PROBE_TIMEOUT_MS / 1_000} seconds.`
        : "No connection could be made.";
      return { kind: "silent", reason };
    }
  };
  return {
    resolve,
    handshake: (url) => ask(url, { headers: { upgrade: "websocket" } }),
    request: (url) => ask(url, { method: "HEAD" }),
  };
}
