import { useSyncExternalStore } from "react";
import { holdPage } from "../../app/hold-page";

/** Passwords that the API has shown just now, by the id of the trunk. They are gone with the page. */
const passwords = new Map<string, string>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Keeps a new password until the person has stored it; `null` forgets it. */
export function showOnce(trunkId: string, password: string | null): void {
  if (password === null) passwords.delete(trunkId);
  else passwords.set(trunkId, password);
  holdPage("trunk passwords", passwords.size > 0);
  for (const listener of listeners) listener();
}

/** The password that was made just now; `null`: none. */
export const useOnceShown = (trunkId: string): string | null =>
  useSyncExternalStore(subscribe, () => passwords.get(trunkId) ?? null);
