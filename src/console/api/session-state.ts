/** The session of this page. It is kept outside of React, as every request needs it. */

let token: string | null = null;
const listeners = new Set<() => void>();

/** The token that requests other than GET carry. */
export const csrfToken = (): string | null => token;

export function setCsrfToken(value: string | null): void {
  token = value;
}

/** Runs when an answer says that the session is over. Returns a function that ends this. */
export function onSessionExpired(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function reportExpiredSession(): void {
  if (token === null) return;
  token = null;
  for (const listener of listeners) listener();
}
