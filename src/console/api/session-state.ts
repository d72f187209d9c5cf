/** The session of this page. It is kept outside of React, as every request needs it. */

/** The part of the session that requests need. */
interface Known {
  readonly csrf_token: string;
  /** The tenant that it acts for; `null`: the platform itself. */
  readonly tenant: { readonly id: string } | null;
}

let known: Known | null = null;

/** `expired`: no session is left. `replaced`: another tab of this browser acts for another tenant now. */
type Loss = "expired" | "replaced";
const listeners = new Set<(loss: Loss) => void>();

/** The token that all requests carry. */
export const csrfToken = (): string | null => known?.csrf_token ?? null;

export function keepSession(session: Known | null): void {
  known = session;
}

/** Runs when an answer says that this page has lost its session. Returns a function that ends this. */
export function onSessionLost(listener: (loss: Loss) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function report(loss: Loss): void {
  for (const listener of listeners) listener(loss);
}

export function reportExpiredSession(): void {
  if (known === null) return;
  known = null;
  report("expired");
}

/**
 * Takes the token of the session that the browser has now, after the API refused `refused`: another tab may have signed
 * in again. `true`: the request may be sent again, as the session acts for the same tenant.
 */
export async function renewToken(refused: string): Promise<boolean> {
  const before = known;
  if (before === null) return false;
  if (before.csrf_token !== refused) return true;
  const response = await fetch("/v1/session", { headers: { accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return false;
  const now: Known | null = await response.json().catch(() => null);
  if (now === null) return false;
  if (now.tenant?.id !== before.tenant?.id) {
    report("replaced");
    return false;
  }
  if (now.csrf_token === refused) return false;
  known = now;
  return true;
}
